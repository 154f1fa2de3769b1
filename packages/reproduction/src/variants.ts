import { changeText, differences, experimentNamed } from '@neural-em/experiments';
import { RunError } from '@neural-em/runs';
import type { Contender } from './plan.ts';

/** The settings that variants start from: the paper's, shorter ones, which learn a hundred times as much within minutes, or our own. */
export const bases: Readonly<Record<string, readonly string[]>> = {
  paper: [],
  short: ['training.batchSize=16', 'training.emSteps=6', 'training.learningRate=0.002'],
  recommended: recommended(),
};

/** Returns the settings of ours that differ from the paper's; the length of the training is left to the budget of the ablation. */
function recommended(): string[] {
  return differences(experimentNamed('static-shapes-recommended'), experimentNamed('static-shapes'))
    .filter(([path]) => path !== 'experiment' && path !== 'training.epochs')
    .map(([path, value]) => changeText(path, value));
}

/** Variants, each of which changes few settings, and the question that it answers. */
export const variants: Readonly<Record<string, { readonly why: string; readonly set: readonly string[] }>> = {
  base: { why: 'what the others are compared with', set: [] },
  'loss-on-all-steps': { why: 'every EM step has a loss, not the last alone', set: ['training.lossSteps=all'] },
  'loss-on-last-step': { why: 'the last EM step alone has a loss, as in the paper', set: ['training.lossSteps=1'] },
  'layer-norm': { why: 'the output of the recurrent layer is normalised', set: ['model.cell=output-norm-rnn'] },
  'no-norm': { why: 'no layer norm, as in the paper', set: ['model.cell=rnn'] },
  'loss-and-norm': { why: 'loss on all steps and layer norm', set: ['training.lossSteps=all', 'model.cell=output-norm-rnn'] },
  dropout: { why: 'the decoder does not see half of theta in training', set: ['training.thetaDropout=0.5'] },
  'no-dropout': { why: 'the decoder sees all of theta, as in the paper', set: ['training.thetaDropout=0'] },
  'no-gamma-gradient': { why: 'no gradient through the responsibilities', set: ['model.gammaGradient=0'] },
  'whole-gamma-gradient': { why: 'all of the gradient through the responsibilities, as in the paper', set: ['model.gammaGradient=1'] },
  'half-gamma-gradient': { why: 'half the gradient through the responsibilities at each step', set: ['model.gammaGradient=0.5'] },
  'floor-1e-6': { why: 'the E-step of the authors’ code, which adds 1e-6', set: ['model.floor=1e-6'] },
  'floor-for-dropout': { why: 'an E-step that adds 0.01, and no dropout', set: ['model.floor=0.01', 'training.thetaDropout=0'] },
  'high-floor': { why: 'an E-step that adds 0.05, and no dropout', set: ['model.floor=0.05', 'training.thetaDropout=0'] },
  'sharp-gamma': { why: 'initial responsibilities close to one component', set: ['training.gammaSharpness=4'] },
  'soft-gamma': { why: 'initial responsibilities close to uniform', set: ['training.gammaSharpness=0.25'] },
  'growing-noise': { why: 'noise that grows over the first 1,000 steps', set: ['training.noise.growSteps=1000'] },
  'more-noise': { why: 'twice the noise in training alone', set: ['training.noise.trainingProbability=0.2'] },
  'no-noise': { why: 'clean inputs, in training and in validation', set: ['training.noise.kind=none'] },
  'double-inter': { why: 'twice the weight of the inter-cluster term', set: ['training.interWeight=2'] },
  'half-inter': { why: 'half the weight of the inter-cluster term', set: ['training.interWeight=0.5'] },
  'short-unroll': { why: '3 EM steps', set: ['training.emSteps=3'] },
  'eight-steps': { why: '8 EM steps', set: ['training.emSteps=8'] },
  'long-unroll': { why: '15 EM steps, as in the paper', set: ['training.emSteps=15'] },
  'batch-8': { why: '8 images a step', set: ['training.batchSize=8'] },
  'batch-64': { why: '64 images a step, as in the paper', set: ['training.batchSize=64'] },
  'rate-5e-4': { why: 'a lower learning rate', set: ['training.learningRate=0.0005'] },
  'rate-4e-3': { why: 'a higher learning rate', set: ['training.learningRate=0.004'] },
  gru: { why: 'gated recurrent units', set: ['model.cell=gru'] },
};

/** Settings of all runs of an ablation: all have the same validations, and only the budget ends them. */
const shared = ['training.validateEvery=500', 'training.validationImages=200', 'training.patience=1000000'];

/**
 * Returns the variants of an experiment with the given names as contenders; all variants by default.
 *
 * @throws RunError if there is no such base or variant.
 */
export function variantContenders(
  experiment: string,
  { base = 'short', names = Object.keys(variants) }: { base?: string; names?: readonly string[] } = {},
) {
  const settings = Object.hasOwn(bases, base) ? bases[base]! : undefined;
  if (!settings) throw new RunError(`there is no base ${base}; there is ${Object.keys(bases).join(', ')}`);
  return names.map((name): Contender => {
    const variant = Object.hasOwn(variants, name) ? variants[name]! : undefined;
    if (!variant) throw new RunError(`there is no variant ${name}; there is ${Object.keys(variants).join(', ')}`);
    return { name, experiment, set: [...shared, ...settings, ...variant.set] };
  });
}
