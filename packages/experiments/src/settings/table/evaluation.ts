import { choice, whole } from '../kinds.ts';

const same = { or: 'same', fallback: 'same' } as const;

/** What a trained model is scored on, and how. */
export const evaluationRows = {
  components: whole('K of the evaluation; `same` as in training', { from: 1, ...same }),
  frames: whole('frames of a scored sequence; `same` as in training', { from: 1, ...same }),
  emSteps: whole('EM steps of the evaluation; `same` as in training, or all of other frames', { from: 1, ...same }),
  restarts: whole('starts of each image; the one counts whose components explain it best', { from: 1, fallback: 1 }),
  images: whole('images to score, from the first on', { from: 1, fallback: 500 }),
  split: choice('part of the data that is scored', ['training', 'validation', 'test'], { fallback: 'test' }),
};
