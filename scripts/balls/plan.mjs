// What is trained to compare Relational N-EM with: four models, two seeds each, the same steps on the same sequences.
import { join } from 'node:path';

/** Models by name, and the flags of `nem train` that make them. With one component nothing is grouped: the recurrent networks of the R-NEM paper. */
export const models = {
  'r-nem': ['--model', 'r-nem'],
  'rnn-em': ['--model', 'rnn-em'],
  rnn: ['--model', 'rnn-em', '--k', '1'],
  lstm: ['--model', 'rnn-em', '--k', '1', '--set', 'model.cell=layer-norm-lstm'],
};

export const experiment = 'balls4mass-small';
/** Data that the trained models have not seen: six to eight balls. */
export const others = 'balls678mass-small';
export const seeds = [1, 2];

const set = (changes) => Object.entries(changes).flatMap(([name, value]) => ['--set', `training.${name}=${value}`]);
/** The second part of each training, from the best weights of the first. */
const second = set({ emSteps: 'all', learningRate: 0.001, litInterWeight: 0.25, maxSteps: 600, validateEvery: 200 });
/** What parts components that share a ball; a single one has nothing to part, and would only predict worse. */
const parting = set({ thetaDropout: 0.3 });

/** Every run: its folder, its name, and the commands that make it, first that of its first part. */
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
