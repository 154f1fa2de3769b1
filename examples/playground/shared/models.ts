import { type Method, type Source, sources } from './state.ts';

/**
 * The trained models of the page, by what they group: names of models of `@neural-em/pretrained`. Nothing else names them. A source
 * without a model is not offered, and comes with the entry of its first one. For the model that readers train themselves, `own`, it is
 * a published one of the same kind.
 */
const names: Readonly<Record<Source, Partial<Record<Method, string>>>> = {
  picture: { 'rnn-em': 'static-shapes-rnn-em', 'n-em': 'static-shapes-n-em', own: 'static-shapes-rnn-em' },
  // N-EM of still images follows shapes that move now and then: AMI 0.3 where RNN-EM has 0.8.
  shapes: { 'rnn-em': 'flying-shapes-small', 'n-em': 'static-shapes-n-em', own: 'static-shapes-rnn-em' },
  digits: {},
  clip: { 'rnn-em': 'flying-shapes-small', 'n-em': 'static-shapes-n-em', own: 'static-shapes-rnn-em' },
};

/** Methods that learn nothing beforehand and group whatever there is. */
const classic: readonly Method[] = ['mixture', 'k-means'];

/** The names of all of them. */
export const modelNames: readonly string[] = Object.values(names).flatMap((models) => Object.values(models));

/** What can be looked at. */
export const offered: readonly Source[] = sources.filter((source) => names[source]['rnn-em']);

/** The model of a method for a source; undefined for one that learns nothing beforehand, or that was not trained on such images. */
export const modelName = (method: Method, source: Source): string | undefined => names[source][method];

/** Whether a method can group images of a source. */
export const canGroup = (method: Method, source: Source): boolean => classic.includes(method) || modelName(method, source) !== undefined;
