import {
  add,
  divNoNan,
  minimum,
  mul,
  type NamedAttrMap,
  pow,
  sigmoid,
  softplus,
  square,
  sub,
  sum,
  type Tensor,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { Plan } from '../addon.ts';
import { floats, input, type Kernel, type KernelCall, opIndex } from '../kernels/kernel.ts';
import { type FusedGradient, type FusedKernelMap, type PixelStep, run } from './run.ts';
import type { PixelKernels, PixelSteps } from './table.ts';

/**
 * A distribution of a pixel: its name and three numbers for the addon, and the functions for derivatives by x, which few programs need.
 * `A`: its attributes.
 */
interface Pixels<A extends NamedAttrMap = NamedAttrMap> {
  readonly kind: string;
  numbers(attrs: A): number[];
  /** Returns d score / d x. */
  scoreSlope(attrs: A): number;
  /** Returns log p, [B, K, D, 1]. */
  logProb(x: Tensor, eta: Tensor, attrs: A): Tensor;
  /** Returns d log p / d x, [B, K, D, 1]. */
  logProbSlope(x: Tensor, eta: Tensor, attrs: A): Tensor;
  /** Returns the KL divergence from the prior, [B, K, D, 1]. */
  kl(eta: Tensor, attrs: A): Tensor;
}
type PixelName = keyof PixelKernels;

/** The distributions by the prefix of the names of their kernels. */
const distributions: { readonly [Name in PixelName]: Pixels<PixelKernels[Name]> } = {
  Bernoulli: {
    kind: 'bernoulli',
    numbers: ({ prior, negativeEntropy }) => [prior, negativeEntropy, 0],
    scoreSlope: () => 1,
    logProb: (x, eta) => sub(mul(x, eta), softplus(eta)),
    logProbSlope: (_, eta) => eta,
    kl: (eta, { prior, negativeEntropy }) => add(sub(softplus(eta), mul(prior, eta)), negativeEntropy),
  },
  Gaussian: {
    kind: 'gaussian',
    numbers: ({ precision, priorMean, peak }) => [precision, priorMean, peak],
    scoreSlope: ({ precision }) => precision,
    logProb: (x, eta, { precision, peak }) => sub(peak, mul(precision / 2, square(sub(x, eta)))),
    logProbSlope: (x, eta, { precision }) => mul(precision, sub(eta, x)),
    kl: (eta, { precision, priorMean }) => mul(precision / 2, square(sub(eta, priorMean))),
  },
};

/** Returns numbers and sizes of a mixture, and a function that reads inputs. */
function mixtureOf(call: KernelCall, { kind, numbers }: Pixels) {
  const [B, K, D] = input(call, 'eta').shape as [number, number, number];
  const sizes: Plan = Int32Array.of(opIndex(call.backend.addon.pixels, kind), B, K, D);
  const read = (name: string) => floats(call.backend, input(call, name));
  const { litInterWeight = 1, litSharePower = 0 } = call.attrs;
  return { numbers: Float32Array.from([...numbers(call.attrs), Number(litInterWeight), Number(litSharePower)]), sizes, read };
}

/** Returns what an E-step does to log p: it scales it by 1 / temperature and puts a floor under its exponential. */
function assignment({ temperature = 1, floor = 0 }: NamedAttrMap) {
  return { scale: 1 / Number(temperature), logFloor: Math.log(Number(floor)) };
}

/** Returns memory for a gradient in the shape of eta if `attrs.of` names it, otherwise null. */
function wanted({ backend, attrs, inputs }: KernelCall, name: string): { info: TensorInfo; values: Float32Array } | null {
  return attrs.of === name ? backend.allocate(inputs.eta!.shape) : null;
}

function kernelsOf(prefix: PixelName, pixels: Pixels): FusedKernelMap {
  const residual: Kernel = (call) => {
    const { numbers, sizes, read } = mixtureOf(call, pixels);
    const { info, values } = call.backend.allocate(input(call, 'eta').shape);
    call.backend.addon.residual(numbers, sizes, read('gamma'), read('x'), read('eta'), values);
    return info;
  };
  const residualGrad: Kernel = (call) => {
    const { numbers, sizes, read } = mixtureOf(call, pixels);
    const [dgamma, deta] = [wanted(call, 'gamma'), wanted(call, 'eta')];
    const inputs = [read('dy'), read('gamma'), read('x'), read('eta')];
    call.backend.addon.residualGrad(numbers, sizes, ...inputs, dgamma?.values ?? null, deta?.values ?? null);
    return (dgamma ?? deta)?.info ?? null;
  };
  const eStep: Kernel = (call) => {
    const { numbers, sizes, read } = mixtureOf(call, pixels);
    const { scale, logFloor } = assignment(call.attrs);
    const { info, values } = call.backend.allocate(input(call, 'eta').shape);
    call.backend.addon.eStep(numbers, sizes, read('x'), read('eta'), values, scale, logFloor);
    return info;
  };
  const eStepGrad: Kernel = (call) => {
    const { numbers, sizes, read } = mixtureOf(call, pixels);
    const { scale, logFloor } = assignment(call.attrs);
    const { info, values } = call.backend.allocate(input(call, 'eta').shape);
    call.backend.addon.eStepGrad(numbers, sizes, read('dy'), read('x'), read('eta'), read('gamma'), values, scale, logFloor);
    return info;
  };
  const loss: Kernel = (call) => {
    const { numbers, sizes, read } = mixtureOf(call, pixels);
    const [intra, inter] = [call.backend.allocate([]), call.backend.allocate([])];
    call.backend.addon.loss(numbers, sizes, read('x'), read('eta'), read('gamma'), intra.values, inter.values);
    return [intra.info, inter.info];
  };
  const lossGrad: Kernel = (call) => {
    const { numbers, sizes, read } = mixtureOf(call, pixels);
    const [dgamma, deta] = [wanted(call, 'gamma'), wanted(call, 'eta')];
    const inputs = [read('dintra'), read('dinter'), read('x'), read('eta'), read('gamma')];
    call.backend.addon.lossGrad(numbers, sizes, ...inputs, dgamma?.values ?? null, deta?.values ?? null);
    return (dgamma ?? deta)?.info ?? null;
  };
  const kernels: Readonly<Record<StepKernel, Kernel>> = {
    ...{ Residual: residual, ResidualGrad: residualGrad },
    ...{ EStep: eStep, EStepGrad: eStepGrad },
    ...{ Loss: loss, LossGrad: lossGrad },
  };
  return Object.fromEntries(Object.entries(kernels).map(([name, kernel]) => [prefix + name, kernel]));
}

function gradientsOf(prefix: PixelName, { scoreSlope, logProb, logProbSlope, kl }: Pixels): FusedGradient[] {
  const overComponents = (x: Tensor): Tensor => sum(x, 1, true);
  return [
    {
      kernelName: `${prefix}Residual`,
      inputsToSave: ['gamma', 'x', 'eta'],
      gradFunc: (dy, saved, attrs) => {
        const [gamma, x, eta] = saved as [Tensor, Tensor, Tensor];
        const gradient = (of: string) => () => run(`${prefix}ResidualGrad`, { dy: dy as Tensor, gamma, x, eta }, { ...attrs, of });
        return {
          gamma: gradient('gamma'),
          eta: gradient('eta'),
          x: () => mul(scoreSlope(attrs), overComponents(mul(dy as Tensor, gamma))),
        };
      },
    },
    {
      kernelName: `${prefix}EStep`,
      inputsToSave: ['x', 'eta'],
      outputsToSave: [true],
      gradFunc: (dy, saved, attrs) => {
        const [x, eta, gamma] = saved as [Tensor, Tensor, Tensor];
        const toX = () => {
          const { scale, logFloor } = assignment(attrs);
          const own = logFloor > -Infinity ? mul(gamma, sigmoid(sub(mul(scale, logProb(x, eta, attrs)), logFloor))) : gamma;
          const dlogits = mul(own, sub(dy as Tensor, overComponents(mul(gamma, dy as Tensor))));
          return mul(scale, overComponents(mul(dlogits, logProbSlope(x, eta, attrs))));
        };
        return { eta: () => run(`${prefix}EStepGrad`, { dy: dy as Tensor, x, eta, gamma }, attrs), x: toX };
      },
    },
    {
      kernelName: `${prefix}Loss`,
      inputsToSave: ['x', 'eta', 'gamma'],
      gradFunc: (dys, saved, attrs) => {
        const [dintra, dinter] = dys as [Tensor, Tensor];
        const [x, eta, gamma] = saved as [Tensor, Tensor, Tensor];
        const gradient = (of: string) => () => run(`${prefix}LossGrad`, { dintra, dinter, x, eta, gamma }, { ...attrs, of });
        const toX = () => {
          const { litInterWeight = 1, litSharePower = 0 } = attrs as Partial<PixelSteps['Loss']['attrs']>;
          const drawn = kl(eta, attrs);
          const others = mul(sub(1, gamma), drawn);
          const share = divNoNan(sum(mul(x, others), 2, true), sum(mul(x, drawn), 2, true));
          const unlit = sub(1, mul(litInterWeight, pow(minimum(1, mul(2, share)), litSharePower)));
          const explained = mul(dintra, mul(gamma, logProbSlope(x, eta, attrs)));
          const charged = mul(mul(unlit, dinter), others);
          return mul(-1 / eta.shape[0]!, overComponents(add(explained, charged)));
        };
        return { eta: gradient('eta'), gamma: gradient('gamma'), x: toX };
      },
    },
  ];
}

type StepKernel = keyof PixelSteps | `${keyof PixelSteps}Grad`;
const named = Object.entries(distributions) as [PixelName, Pixels][];

/** Kernels of residual, E-step and loss for pixels of one channel. */
export const pixelKernels: Readonly<Record<PixelStep, Kernel>> & FusedKernelMap = Object.assign(
  {},
  ...named.map(([name, pixels]) => kernelsOf(name, pixels)),
);
export const pixelGradients: readonly FusedGradient[] = named.flatMap(([name, pixels]) => gradientsOf(name, pixels));
