// The plan of the comparison with Relational N-EM: four models, two seeds each, the same steps on the same sequences.
import { join } from 'node:path';

/**
 * The flags of `nem train` for each model, by name. Models with one component do not group: they are the recurrent networks of the R-NEM
 * paper.
 */
export const models = {
  'r-nem': ['--model', 'r-nem'],
  'rnn-em': ['--model', 'rnn-em'],
  rnn: ['--model', 'rnn-em', '--k', '1'],
  lstm: ['--model', 'rnn-em', '--k', '1', '--set', 'model.cell=layer-norm-lstm'],
};

export const experiment = 'balls4mass-small';
/** Data of six to eight balls, which the trained models have not seen. */
export const others = 'balls678mass-small';
export const seeds = [1, 2];

const set = (changes) => Object.entries(changes).flatMap(([name, value]) => ['--set', `training.${name}=${value}`]);
/** The second part of each training, which starts from the best weights of the first. */
const second = set({ emSteps: 'all', learningRate: 0.001, litInterWeight: 0.25, maxSteps: 600, validateEvery: 200 });
/** Dropout that separates components that share a ball. A single component needs no separation, and would only predict worse. */
const parting = set({ thetaDropout: 0.3 });

/** Returns every run: its folder, its name, and the commands that train it, one for each part. */
export function runsOf({ folder, steps }) {
  return Object.entries(models).flatMap(([model, flags]) =>
    seeds.map((seed) => {
      const [begun, out] = [join(folder, `${model}-${seed}-first`), join(folder, `${model}-${seed}`)];
      const limits = steps === undefined ? [] : ['--steps', String(steps)];
      const all = [experiment, ...flags, '--seed', String(seed)];
      const parted = flags.includes('--k') ? [] : parting;
      return {
        model,
        seed,
        begun,
        out,
        parts: [
          { out: begun, train: ['train', ...all, ...limits, '--out', begun] },
          { out, train: ['train', ...all, ...second, ...parted, ...limits, '--from', begun, '--out', out] },
        ],
      };
    }),
  );
}
