import { choice, flag, name, number, whole } from '../kinds.ts';

const ownSeed = (what: string) =>
  whole(`seed of ${what}; \`run\` for that of the run`, { from: 0, or: 'run', fallback: 'run', was: [[null, 'run']] });

/** What a run is trained by, and how it is kept. */
export const runRows = {
  optimizer: {
    kind: name('optimizer', ['adam', 'adam-w', 'sgd', 'rms-prop'], { fallback: 'adam' }),
    weightDecay: number('of adam-w', { from: 0, fallback: 0.01 }),
    momentum: number('of sgd', { from: 0, below: 1, fallback: 0.9 }),
  },
  schedule: {
    kind: name('how the learning rate changes', ['constant', 'cosine', 'exponential', 'plateau'], { fallback: 'constant' }),
    warmUp: whole('training steps of a warm-up before it', { from: 0, fallback: 0 }),
    steps: whole('steps to the lowest rate of cosine; steps in which exponential falls by `factor`; `all` that there are', {
      from: 1,
      or: 'all',
      fallback: 'all',
      was: [[0, 'all']],
    }),
    factor: number('what exponential and plateau multiply the rate by', { from: 0, to: 1, fallback: 0.1 }),
    end: number('lowest rate of cosine, as a share of the highest', { from: 0, to: 1, fallback: 0 }),
    patience: whole('validations without a lower loss that plateau waits for', { from: 1, fallback: 5 }),
  },
  clipNorm: number('norm that the gradients are clipped to', { above: 0, or: 'none', fallback: 'none', was: [[0, 'none']] }),
  microBatchSize: whole('images whose gradients are computed at a time', { from: 1, or: 'all', fallback: 'all', was: [[0, 'all']] }),
  seeds: {
    initialisation: ownSeed('the first weights'),
    data: ownSeed('the order of the images'),
    noise: ownSeed('noise and dropout'),
    gamma: ownSeed('the initial responsibilities'),
  },
  onDivergence: choice('what to do where the loss is not a number: end, leave the batch out, go back', ['stop', 'skip', 'rollback'], {
    fallback: 'stop',
  }),
  checkpointEvery: whole('training steps from one checkpoint to the next', { from: 1, fallback: 200 }),
  keep: whole('checkpoints that are kept, beside the best', { from: 1, fallback: 3 }),
  tensorBoard: flag('whether event files for TensorBoard are written', { fallback: false }),
};
