import { choice, flag, name, number, whole } from '../kinds.ts';

const ownSeed = (what: string) =>
  whole(`seed of ${what}; \`run\` takes that of the run`, { from: 0, or: 'run', fallback: 'run', was: [[null, 'run']] });

/** Settings of the optimizer, schedule, seeds and folder of a run. */
export const runRows = {
  optimizer: {
    kind: name('optimizer', ['adam', 'adam-w', 'sgd', 'rms-prop'], { fallback: 'adam' }),
    weightDecay: number('weight decay of adam-w', { from: 0, fallback: 0.01 }),
    momentum: number('momentum of sgd', { from: 0, below: 1, fallback: 0.9 }),
  },
  schedule: {
    kind: name('how the learning rate changes', ['constant', 'cosine', 'exponential', 'plateau'], { fallback: 'constant' }),
    warmUp: whole('number of training steps of a warm-up before the schedule', { from: 0, fallback: 0 }),
    steps: whole(
      'cosine: steps to the lowest rate; exponential: steps in which the rate falls by `factor`; `all` takes all training steps',
      {
        from: 1,
        or: 'all',
        fallback: 'all',
        was: [[0, 'all']],
      },
    ),
    factor: number('number that exponential and plateau multiply the rate by', { from: 0, to: 1, fallback: 0.1 }),
    end: number('lowest rate of cosine, as a share of the highest', { from: 0, to: 1, fallback: 0 }),
    patience: whole('plateau: number of validations without a lower loss before the rate falls', { from: 1, fallback: 5 }),
  },
  clipNorm: number('largest norm of the gradients; larger ones are scaled down', {
    above: 0,
    or: 'none',
    fallback: 'none',
    was: [[0, 'none']],
  }),
  microBatchSize: whole('number of images whose gradients are computed at a time', {
    from: 1,
    or: 'all',
    fallback: 'all',
    was: [[0, 'all']],
  }),
  seeds: {
    initialisation: ownSeed('the initial weights'),
    data: ownSeed('the order of the images'),
    noise: ownSeed('noise and dropout'),
    gamma: ownSeed('the initial responsibilities'),
  },
  onDivergence: choice(
    'what to do if the loss is not a number: `stop` ends the training, `skip` skips the batch, `rollback` returns to the last checkpoint',
    ['stop', 'skip', 'rollback'],
    {
      fallback: 'stop',
    },
  ),
  checkpointEvery: whole('number of training steps between checkpoints', { from: 1, fallback: 200 }),
  keep: whole('number of checkpoints that are kept, besides the best one', { from: 1, fallback: 3 }),
  tensorBoard: flag('whether event files for TensorBoard are written', { fallback: false }),
};
