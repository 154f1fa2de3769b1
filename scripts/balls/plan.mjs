// The plan of the comparison with Relational N-EM: four models with the networks of the R-NEM paper in small, and R-NEM with patches; two seeds
// each, on the same sequences.
import { join } from 'node:path';

export const experiment = 'balls4mass-small';
/** Data of six to eight balls, which the trained models have not seen. */
export const others = 'balls678mass-small';
export const seeds = [1, 2];

const set = (changes) => Object.entries(changes).flatMap(([name, value]) => ['--set', `training.${name}=${value}`]);
const second = set({ emSteps: 'all', learningRate: 0.001, litInterWeight: 0.25, maxSteps: 600, validateEvery: 200 });
/** Dropout that separates components that share a ball. A single component needs no separation, and would only predict worse. */
const parting = set({ thetaDropout: 0.3 });
const inTwoParts = (flags, changes) => [
  [experiment, ...flags],
  [experiment, ...flags, ...changes],
];
const single = (...flags) => inTwoParts(['--model', 'rnn-em', '--k', '1', ...flags], second);

/**
 * What `nem train` gets for the two parts of each training, by the name of the model. The second part starts from the best weights of the
 * first. Models with one component do not group: they are the recurrent networks of the R-NEM paper.
 */
export const models = {
  'r-nem': inTwoParts(['--model', 'r-nem'], [...second, ...parting]),
  'rnn-em': inTwoParts(['--model', 'rnn-em'], [...second, ...parting]),
  rnn: single(),
  lstm: single('--set', 'model.cell=layer-norm-lstm'),
  'r-nem-patches': [['balls4mass-recommended'], ['balls4mass-rollout']],
};

/** Returns every run: its folder, its name, and the commands that train it, one for each part. */
export function runsOf({ folder, steps }) {
  return Object.entries(models).flatMap(([model, [first, second]]) =>
    seeds.map((seed) => {
      const [begun, out] = [join(folder, `${model}-${seed}-first`), join(folder, `${model}-${seed}`)];
      const shared = ['--seed', String(seed), ...(steps === undefined ? [] : ['--steps', String(steps)])];
      return {
        model,
        seed,
        begun,
        out,
        parts: [
          { out: begun, train: ['train', ...first, ...shared, '--out', begun] },
          { out, train: ['train', ...second, ...shared, '--from', begun, '--out', out] },
        ],
      };
    }),
  );
}
