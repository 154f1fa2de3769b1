import { broadcast_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../backend.ts';
import { NativeBackendError } from '../errors.ts';
import { binary, unary } from './elementwise.ts';
import { allFloat, floats, input, type Kernel, type KernelCall, type KernelMap, opIndex } from './kernel.ts';
import { copy } from './layout.ts';
import { broadcastStrides, stridesOf } from './strides.ts';

/** One side of a product: `rows` × `columns` matrices after the transposition, their strides, and the distance between two of them. */
interface Side {
  values: Float32Array;
  rows: number;
  columns: number;
  strides: [row: number, column: number];
  step: number;
}

/** The bias and activation that follow a product. */
export interface Finish {
  bias: TensorInfo | undefined;
  activation: string;
  alpha: number;
}

const plain: Finish = { bias: undefined, activation: 'linear', alpha: 0 };

/** Lays the matrices of `x` out along the batch shape; it copies only if the batch is partly broadcast. */
function side(backend: NativeBackend, x: TensorInfo, transpose: boolean, batch: number[]): Side & { copied: TensorInfo | null } {
  const [height, width] = x.shape.slice(-2) as [number, number];
  const outer = x.shape.slice(0, -2);
  const count = util.sizeFromShape(outer);
  const size = height * width;
  let values = floats(backend, x);
  let copied: TensorInfo | null = null;
  if (count !== 1 && count !== util.sizeFromShape(batch)) {
    const whole = backend.allocate([...batch, height, width]);
    const from = { values, offset: 0, strides: [...broadcastStrides(outer, batch).map((s) => s * size), width, 1] };
    copy(backend, whole.info.shape, from, { values: whole.values, offset: 0, strides: stridesOf(whole.info.shape) });
    values = whole.values;
    copied = whole.info;
  }
  const shape = transpose ? { rows: width, columns: height } : { rows: height, columns: width };
  return { values, ...shape, strides: transpose ? [1, width] : [width, 1], step: count === 1 ? 0 : size, copied };
}

function product(call: KernelCall, finish: Finish): TensorInfo {
  const { backend } = call;
  const a = input(call, 'a');
  const b = input(call, 'b');
  if (a.shape.length < 2 || b.shape.length < 2) {
    const inner = [a.shape.at(call.attrs.transposeA === true ? -2 : -1), b.shape.at(call.attrs.transposeB === true ? -1 : -2)];
    throw new NativeBackendError(
      `native matMul: takes matrices, given a of shape [${a.shape}] (inner size ${inner[0] ?? 'none'}) and b of shape [${b.shape}] ` +
        `(inner size ${inner[1] ?? 'none'}); make a vector a matrix with expandDims`,
    );
  }
  const batch = broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const left = side(backend, a, call.attrs.transposeA === true, batch);
  const right = side(backend, b, call.attrs.transposeB === true, batch);
  if (left.columns !== right.rows) {
    throw new NativeBackendError(
      `native matMul: the inner sizes must agree, given ${left.columns} of a [${a.shape}] and ${right.rows} of b [${b.shape}] ` +
        `(transposeA ${call.attrs.transposeA === true}, transposeB ${call.attrs.transposeB === true})`,
    );
  }
  const { info, values } = backend.allocate([...batch, left.rows, right.columns]);
  const plan = Int32Array.of(
    util.sizeFromShape(batch),
    left.rows,
    right.columns,
    left.columns,
    ...left.strides,
    left.step,
    ...right.strides,
    right.step,
  );
  const bias = finish.bias ? floats(backend, finish.bias) : null;
  backend.addon.matmul(left.values, right.values, values, plan, bias, opIndex(backend.addon.activations, finish.activation), finish.alpha);
  for (const { copied } of [left, right]) if (copied) backend.disposeIntermediateTensorInfo(copied);
  return info;
}

const batchMatMul: Kernel = (call) => (allFloat(input(call, 'a'), input(call, 'b')) ? product(call, plain) : null);

/** Adds a bias and applies an activation in separate operations, for forms that the product cannot take in. */
export function finishSeparately(call: KernelCall, result: TensorInfo, bias: TensorInfo | undefined): TensorInfo {
  const { addon } = call.backend;
  const steps: ((x: TensorInfo) => TensorInfo | null)[] = [];
  if (bias) steps.push((x) => binary(call.backend, opIndex(addon.binaryOps, 'Add'), x, bias));
  const activation = String(call.attrs.activation ?? 'linear');
  const weights = call.inputs.preluActivationWeights;
  if (activation === 'prelu' && weights) steps.push((x) => binary(call.backend, opIndex(addon.binaryOps, 'Prelu'), x, weights));
  else if (activation !== 'linear') {
    const op = addon.unaryOps.findIndex((name) => name.toLowerCase() === activation);
    if (op < 0) throw new NativeBackendError(`native backend: there is no activation ${activation}`);
    steps.push((x) => unary(call.backend, op, x, Number(call.attrs.leakyreluAlpha ?? 0)));
  }
  return steps.reduce((x, step) => {
    const next = step(x);
    if (!next) throw new NativeBackendError(`native backend: a bias of shape [${bias?.shape}] does not fit a result of shape [${x.shape}]`);
    call.backend.disposeIntermediateTensorInfo(x);
    return next;
  }, result);
}

/** Tells whether the product of the addon can add this bias (one number for each column) and apply this activation. */
export function finishesItself(call: KernelCall, bias: TensorInfo | undefined, columns: number): boolean {
  const known = call.backend.addon.activations.includes(String(call.attrs.activation ?? 'linear'));
  return known && (bias === undefined || (bias.shape.at(-1) === columns && util.sizeFromShape(bias.shape) === columns));
}

/** Returns the bias and activation that the attributes of a fused kernel ask for. */
export function finishOf(call: KernelCall, bias: TensorInfo | undefined): Finish {
  return { bias, activation: String(call.attrs.activation ?? 'linear'), alpha: Number(call.attrs.leakyreluAlpha ?? 0) };
}

const fusedMatMul: Kernel = (call) => {
  const a = input(call, 'a');
  const b = input(call, 'b');
  const { bias } = call.inputs;
  if (!allFloat(a, b, ...(bias ? [bias] : []))) return null;
  const columns = b.shape.at(call.attrs.transposeB === true ? -2 : -1)!;
  if (finishesItself(call, bias, columns)) return product(call, finishOf(call, bias));
  return finishSeparately(call, product(call, plain), bias);
};

/** Kernels of matrix products. */
export const matmulKernels: KernelMap = { BatchMatMul: batchMatMul, _FusedMatMul: fusedMatMul };
