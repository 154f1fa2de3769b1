import type { ExperimentSettings } from '../settings.ts';
import { type Experiment, paperSize, paperTraining } from './types.ts';

interface Variant {
  readonly experiment: string;
  readonly objects: number;
  readonly components?: number;
  readonly frames?: number;
}

function settingsOf({ experiment, objects, components = objects, frames = 21 }: Variant): ExperimentSettings {
  return {
    experiment,
    seed: 1,
    data: {
      kind: 'flying-shapes',
      seed: 0,
      height: 28,
      width: 28,
      objects,
      frames,
      size: paperSize,
      velocity: { law: 'whole', speed: 1 },
    },
    model: {
      algorithm: 'rnn-em',
      network: 'flying-shapes',
      thetaSize: 100,
      convolutional: { channels: [32, 64], dense: 512 },
      cell: 'output-norm-rnn',
      pixels: { kind: 'bernoulli', prior: 0 },
      components,
      temperature: 1,
      floor: 0,
      stopGammaGradient: true,
    },
    training: { ...paperTraining, emSteps: 0, stepWeights: 'every', noise: { kind: 'bit-flip', probability: 0.2 } },
  };
}

/** Paper section 4.2: three, four and five shapes, each also for the recurrent autoencoder and over a long sequence. */
export const flyingShapes: readonly Experiment[] = [3, 4, 5].flatMap((objects) => {
  const name = `flying-shapes-${objects}`;
  return [
    {
      description: `${objects} binary shapes in motion, the next frame predicted at each of 20`,
      settings: settingsOf({ experiment: name, objects }),
    },
    {
      description: `the recurrent autoencoder to compare ${name} with: one component`,
      settings: settingsOf({ experiment: `${name}-autoencoder`, objects, components: 1 }),
    },
    {
      description: `${name} over 51 frames, for models trained on 21`,
      settings: settingsOf({ experiment: `${name}-long`, objects, frames: 51 }),
    },
  ];
});
