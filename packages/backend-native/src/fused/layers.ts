import { matMul, type Tensor, type Tensor2D, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { NativeBackendError } from '../errors.ts';
import { floats, input, type Kernel, type KernelCall, opIndex } from '../kernels/kernel.ts';
import { type FusedGradient, type FusedKernelMap, run } from './run.ts';
import type { FusedAttrs } from './table.ts';

function activationOf({ backend, attrs }: KernelCall): number {
  return opIndex(backend.addon.activations, String(attrs.activation));
}

function expectShape(op: string, name: string, tensor: TensorInfo, expected: readonly number[]): void {
  if (util.arraysEqual(tensor.shape, [...expected])) return;
  throw new NativeBackendError(`native ${op}: ${name} must have shape [${expected}], given [${tensor.shape}]`);
}

/** x [N, F], kernel [F, M], bias [M] or none → [N, M] */
const dense: Kernel = (call) => {
  const { backend, inputs } = call;
  const [x, kernel] = [input(call, 'x'), input(call, 'kernel')];
  const [N, F] = x.shape as [number, number];
  const M = kernel.shape[1]!;
  expectShape('DenseActivation', 'kernel', kernel, [F, M]);
  if (inputs.bias) expectShape('DenseActivation', 'bias', inputs.bias, [M]);
  const { info, values } = backend.allocate([N, M]);
  const plan = Int32Array.of(1, N, M, F, F, 1, 0, M, 1, 0);
  const bias = inputs.bias ? floats(backend, inputs.bias) : null;
  backend.addon.matmul(floats(backend, x), floats(backend, kernel), values, plan, bias, activationOf(call), 0);
  return info;
};

/** x [N, F], inputKernel [F, M], state [N, H], recurrentKernel [H, M], bias [M] → [N, M]; if gates lie side by side, M is a multiple of H. */
const recurrentDense: Kernel = (call) => {
  const { backend } = call;
  const [N, F] = input(call, 'x').shape as [number, number];
  const M = input(call, 'bias').shape[0]!;
  const H = input(call, 'state').shape[1]!;
  const shapes = { inputKernel: [F, M], state: [N, H], recurrentKernel: [H, M] };
  for (const [name, shape] of Object.entries(shapes)) expectShape('RecurrentDense', name, input(call, name), shape);
  const read = (name: string) => floats(backend, input(call, name));
  const { info, values } = backend.allocate([N, M]);
  const weights = [read('inputKernel'), read('state'), read('recurrentKernel')] as const;
  backend.addon.recurrent(read('x'), ...weights, values, Int32Array.of(N, F, M, H), read('bias'), activationOf(call));
  return info;
};

/** dy, y [..., M] → d pre of that shape, and its sum over all but the last axis. */
const activationGrad: Kernel = (call) => {
  const { backend } = call;
  const y = input(call, 'y');
  const columns = y.shape.at(-1)!;
  const dpre = backend.allocate(y.shape);
  const dbias = backend.allocate([columns]);
  const dy = floats(backend, input(call, 'dy'));
  backend.addon.activationGrad(activationOf(call), dy, floats(backend, y), dpre.values, dbias.values, columns);
  return [dpre.info, dbias.info];
};

/** dy [..., M] → [M] */
const biasGrad: Kernel = (call) => {
  const dy = input(call, 'dy');
  const columns = dy.shape.at(-1)!;
  const { info, values } = call.backend.allocate([columns]);
  const from = floats(call.backend, dy);
  call.backend.addon.activationGrad(opIndex(call.backend.addon.activations, 'linear'), from, from, null, values, columns);
  return info;
};

function normOf(call: KernelCall): [sizes: Int32Array, activation: number, epsilon: number] {
  const { shape } = input(call, 'x');
  const sizes = Int32Array.of(shape[0]!, util.sizeFromShape(shape.slice(1)), shape.at(-1)!);
  return [sizes, activationOf(call), (call.attrs as FusedAttrs<'LayerNormActivation'>).epsilon];
}

/** x [N, …, C], gain [C], bias [C] → the shape of x */
const layerNorm: Kernel = (call) => {
  const { backend } = call;
  const read = (name: string) => floats(backend, input(call, name));
  const { info, values } = backend.allocate(input(call, 'x').shape);
  backend.addon.layerNorm(read('x'), read('gain'), read('bias'), values, ...normOf(call));
  return info;
};

const layerNormGrad: Kernel = (call) => {
  const { backend } = call;
  const read = (name: string) => floats(backend, input(call, name));
  const x = input(call, 'x');
  const [dx, dgain, dbias] = [backend.allocate(x.shape), backend.allocate([x.shape.at(-1)!]), backend.allocate([x.shape.at(-1)!])];
  const results = [dx.values, dgain.values, dbias.values] as const;
  backend.addon.layerNormGrad(read('dy'), read('x'), read('y'), read('gain'), ...results, ...normOf(call));
  return [dx.info, dgain.info, dbias.info];
};

/** Kernels of layers, each with the activation that follows it. */
export const layerKernels = {
  DenseActivation: dense,
  RecurrentDense: recurrentDense,
  ActivationGrad: activationGrad,
  BiasGrad: biasGrad,
  LayerNormActivation: layerNorm,
  LayerNormActivationGrad: layerNormGrad,
} satisfies FusedKernelMap;

const product = (a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean) => () =>
  matMul(a as Tensor2D, b as Tensor2D, transposeA, transposeB);

/** Computes d pre and its sum from dy and y; every gradient of a layer begins with this pass. */
function beforeActivation(dy: Tensor, y: Tensor, activation: unknown): [dpre: Tensor, dbias: () => Tensor] {
  if (activation === 'linear') return [dy, () => run('BiasGrad', { dy })];
  const [dpre, dbias] = run<Tensor[]>('ActivationGrad', { dy, y }, { activation: String(activation) }) as [Tensor, Tensor];
  return [dpre, () => dbias];
}

export const layerGradients: readonly FusedGradient[] = [
  {
    kernelName: 'DenseActivation',
    inputsToSave: ['x', 'kernel'],
    outputsToSave: [true],
    gradFunc: (dy, saved, { activation }) => {
      const [x, kernel, y] = saved as [Tensor, Tensor, Tensor];
      const [dpre, bias] = beforeActivation(dy as Tensor, y, activation);
      return { x: product(dpre, kernel, false, true), kernel: product(x, dpre, true, false), bias };
    },
  },
  {
    kernelName: 'RecurrentDense',
    inputsToSave: ['x', 'inputKernel', 'state', 'recurrentKernel'],
    outputsToSave: [true],
    gradFunc: (dy, saved, { activation }) => {
      const [x, inputKernel, state, recurrentKernel, y] = saved as [Tensor, Tensor, Tensor, Tensor, Tensor];
      const [dpre, bias] = beforeActivation(dy as Tensor, y, activation);
      return {
        x: product(dpre, inputKernel, false, true),
        inputKernel: product(x, dpre, true, false),
        state: product(dpre, recurrentKernel, false, true),
        recurrentKernel: product(state, dpre, true, false),
        bias,
      };
    },
  },
  {
    kernelName: 'LayerNormActivation',
    inputsToSave: ['x', 'gain'],
    outputsToSave: [true],
    gradFunc: (dy, saved, attrs) => {
      const [x, gain, y] = saved as [Tensor, Tensor, Tensor];
      const [dx, dgain, dbias] = run<Tensor[]>('LayerNormActivationGrad', { dy: dy as Tensor, x, y, gain }, attrs) as [
        Tensor,
        Tensor,
        Tensor,
      ];
      return { x: () => dx, gain: () => dgain, bias: () => dbias };
    },
  },
];
