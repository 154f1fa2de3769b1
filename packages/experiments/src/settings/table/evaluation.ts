import { choice, whole } from '../kinds.ts';

const same = { or: 'same', fallback: 'same' } as const;

/** Settings for scoring a trained model. */
export const evaluationRows = {
  components: whole('K of the evaluation; `same` takes that of the training', { from: 1, ...same }),
  frames: whole('number of frames of a scored sequence; `same` takes that of the training', { from: 1, ...same }),
  emSteps: whole('number of EM steps of the evaluation; `same` takes that of the training, or all steps if the frames differ', {
    from: 1,
    ...same,
  }),
  firstSteps: whole('number of EM steps on the first frame of a sequence; `same` takes that of the training', { from: 1, ...same }),
  restarts: whole('number of starts of each image; the start whose components explain the image best is scored', { from: 1, fallback: 1 }),
  images: whole('number of images to score, from the first one', { from: 1, fallback: 500 }),
  split: choice('part of the data that is scored', ['training', 'validation', 'test'], { fallback: 'test' }),
};
