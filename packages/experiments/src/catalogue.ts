import { ExperimentError } from './errors.ts';
import type { ExperimentSettings } from './settings.ts';

const staticShapes: ExperimentSettings = {
  experiment: 'static-shapes',
  seed: 1,
  data: {
    kind: 'static-shapes',
    seed: 0,
    height: 28,
    width: 28,
    objects: 3,
    size: { training: 50_000, validation: 10_000, test: 10_000 },
  },
  model: {
    algorithm: 'rnn-em',
    network: 'static-shapes',
    thetaSize: 250,
    pixels: { kind: 'bernoulli', prior: 0 },
    components: 4,
    temperature: 1,
    floor: 0,
    stopGammaGradient: false,
  },
  training: {
    emSteps: 15,
    noise: { kind: 'bit-flip', probability: 0.1 },
    interWeight: 1,
    learningRate: 1e-3,
    batchSize: 64,
    epochs: 500,
    maxSteps: 0,
    validateEvery: 0,
    patience: 10,
    validationImages: 1000,
  },
};

/** Every named experiment with its settings. */
export const experiments: Readonly<Record<string, ExperimentSettings>> = { 'static-shapes': staticShapes };

/**
 * The settings of a named experiment.
 *
 * @throws ExperimentError listing the experiments there are.
 */
export function experimentNamed(name: string): ExperimentSettings {
  const found = Object.hasOwn(experiments, name) ? experiments[name] : undefined;
  if (!found) throw new ExperimentError(`there is no experiment ${name}; there is ${Object.keys(experiments).join(', ')}`);
  return found;
}
