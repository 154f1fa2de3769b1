import type { Method, Source } from './state.ts';

/**
 * The trained models of the page, by what they group: files in `public/models`, made by `scripts/pack-models.ts` from the
 * packages' weights. The file holds the settings that its model was trained with, so this list is all that names it.
 */
const files: Readonly<Record<Source, Partial<Record<Method, string>>>> = {
  picture: { 'rnn-em': 'static-shapes-rnn-em', 'n-em': 'static-shapes-n-em' },
  // N-EM of still images also follows shapes that move.
  shapes: { 'rnn-em': 'flying-shapes-small', 'n-em': 'static-shapes-n-em' },
  digits: { 'rnn-em': 'flying-mnist-small' },
};

/** The file of a method's weights for a source; undefined for one that learns nothing beforehand. */
export const modelFile = (method: Method, source: Source): string | undefined => files[source][method];

/** All files. */
export const modelFiles: readonly string[] = [...new Set(Object.values(files).flatMap((byMethod) => Object.values(byMethod)))];
