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

/** Every run: its folder, its name, and the command that makes it. */
export function runsOf({ folder, steps }) {
  return Object.entries(models).flatMap(([model, flags]) =>
    seeds.map((seed) => {
      const out = join(folder, `${model}-${seed}`);
      const limits = steps === undefined ? [] : ['--steps', String(steps)];
      return { model, seed, out, train: ['train', experiment, ...flags, '--seed', String(seed), ...limits, '--out', out] };
    }),
  );
}
