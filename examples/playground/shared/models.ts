import { type Method, methods, type Source, sources } from './state.ts';

/**
 * The trained models of the page, by the source of the images that they group. The names are those of `@neural-em/pretrained`, and only
 * this table has them. A source without a model is not offered. The entry for `own`, the model that readers train themselves, is a
 * published model of the same kind.
 */
const names: Readonly<Record<Source, Partial<Record<Method, string>>>> = {
  picture: { 'rnn-em': 'static-shapes-rnn-em', 'n-em': 'static-shapes-n-em', own: 'static-shapes-rnn-em' },
  // N-EM for still images follows moving shapes only now and then: its AMI is 0.3, that of RNN-EM 0.96.
  shapes: { 'rnn-em': 'flying-shapes', 'n-em': 'static-shapes-n-em', own: 'static-shapes-rnn-em' },
  digits: { 'rnn-em': 'flying-mnist' },
  balls: { 'r-nem': 'bouncing-balls-r-nem' },
  clip: { 'rnn-em': 'flying-shapes', 'n-em': 'static-shapes-n-em', own: 'static-shapes-rnn-em' },
};

/** Methods that learn nothing beforehand and can group any images. */
const classic: readonly Method[] = ['mixture', 'k-means'];

/** The names of all models of the page. */
export const modelNames: readonly string[] = Object.values(names).flatMap((models) => Object.values(models));

/** The sources that the page offers. */
export const offered: readonly Source[] = sources.filter((source) => Object.keys(names[source]).length > 0);

/** Returns the method that a source is shown by at first: one that has a model for such images. */
export const usualMethod = (source: Source): Method => methods.find((method) => modelName(method, source))!;

/** Returns the model of a method for a source; undefined if the method learns nothing beforehand, or has no model for such images. */
export const modelName = (method: Method, source: Source): string | undefined => names[source][method];

/** Whether a method can group images of a source. */
export const canGroup = (method: Method, source: Source): boolean => classic.includes(method) || modelName(method, source) !== undefined;
