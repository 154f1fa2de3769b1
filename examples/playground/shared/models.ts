import type { Method, Source } from './state.ts';

/**
 * The trained models of the page, by what they group: names of models of `@neural-em/pretrained`, or of files in `public/models`, which
 * `scripts/pack-models.ts` makes of the runs of models that the package does not have. Nothing else names them.
 */
const names: Readonly<Record<Source, Partial<Record<Method, string>>>> = {
  picture: { 'rnn-em': 'static-shapes-rnn-em', 'n-em': 'static-shapes-n-em' },
  // N-EM of still images also follows shapes that move.
  shapes: { 'rnn-em': 'flying-shapes-small', 'n-em': 'static-shapes-n-em' },
  digits: { 'rnn-em': 'flying-mnist-small' },
};

/** The names of all of them. */
export const modelNames: readonly string[] = Object.values(names).flatMap((models) => Object.values(models));

/** The model of a method for a source; undefined for one that learns nothing beforehand. */
export const modelName = (method: Method, source: Source): string | undefined => names[source][method];

/** SHA-256 of the files in `public/models`; the package checks its own. */
export const checksums: Readonly<Record<string, string>> = {
  'flying-mnist-small': '2aa308a66fc6500302d0848c147962e720c7916a39627b152a96ea894f877025',
};
