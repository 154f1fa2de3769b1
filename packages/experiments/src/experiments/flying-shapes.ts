import { complete } from '../settings/complete.ts';
import type { Settings } from '../settings/table/index.ts';
import type { Experiment } from './types.ts';

interface Variant {
  readonly experiment: string;
  readonly objects: number;
  readonly components?: number;
  readonly frames?: number;
}

function settingsOf({ experiment, objects, components = objects, frames = 21 }: Variant): Settings {
  return complete({
    experiment,
    data: { kind: 'flying-shapes', objects, frames, velocity: { law: 'whole', speed: 1 } },
    model: {
      network: 'conv',
      thetaSize: 100,
      convolutional: { channels: [32, 64], dense: 512 },
      cell: 'output-norm-rnn',
      components,
      gammaGradient: 0,
    },
    training: { noise: { kind: 'bit-flip', probability: 0.2 } },
  });
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
