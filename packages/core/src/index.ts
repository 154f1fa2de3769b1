export { type EStepOptions, eStep, expectedLogLikelihood, logLikelihood, responsibilities } from './e-step.ts';
export { checkShapes, OptionError, ShapeError, type ShapePattern } from './errors.ts';
export { gradientMStep, gradientPullback } from './gradient-m-step.ts';
export { type InitialGammaOptions, initialGamma } from './initial-gamma.ts';
export { type EmLoss, emLoss, interCharges, type LitChargeOptions, type LossOptions } from './loss.ts';
export {
  type EmModel,
  type EmModelOptions,
  type EmState,
  emModel,
  type NemOptions,
  nem,
  type Perturb,
  type RelationalEmModel,
  type RNemOptions,
  rNem,
  rnnEm,
} from './model.ts';
export type { Decoder, MStep, RelationalMStep, StepContext } from './networks.ts';
export { type Activation, elu, exp, linear, relu, sigmoid, softplus, tanh } from './ops/activations.ts';
export { fused } from './ops/fused.ts';
export type {
  ActivationKernel,
  FusedAttrs,
  FusedKernel,
  FusedKernels,
  FusedName,
  PixelKernels,
  PixelSteps,
} from './ops/fused-kernels.ts';
export { maskedResidual } from './ops/masked-residual.ts';
export { logSumExpOverComponents, softmaxOverComponents } from './ops/softmax.ts';
export { clipGradient, scaleGradient, stopGradient } from './ops/stop-gradient.ts';
export { variableGradients } from './ops/variable-gradients.ts';
export { ownFrame, ownFrameThresholds, ownTarget } from './own-frames.ts';
export { countParams, namedVariables, type Params, variables } from './params.ts';
export { bernoulli } from './pixels/bernoulli.ts';
export { type GaussianOptions, gaussian } from './pixels/gaussian.ts';
export { laplace } from './pixels/laplace.ts';
export type { PixelDistribution } from './pixels/types.ts';
export { everyStep, lastStep, type Unrolled, type UnrollOptions, unroll } from './unroll.ts';
