import type { LaneState, Method, Source } from '../../shared/state.ts';
import { trainedModel } from '../models.ts';
import { kMeans } from './k-means.ts';
import { mixture } from './mixture.ts';
import { neural } from './neural.ts';
import { rollingOut } from './rolling-out.ts';
import type { Grouper, GrouperOptions } from './types.ts';

const learned = (method: Method) => async (source: Source, options: GrouperOptions) => neural(await trainedModel(method, source), options);

const makers: Readonly<Record<Method, (source: Source, options: GrouperOptions) => Grouper | Promise<Grouper>>> = {
  'k-means': (_, options) => kMeans(options),
  mixture: (_, options) => mixture(options),
  'n-em': learned('n-em'),
  'rnn-em': learned('rnn-em'),
  'r-nem': async (source, options) => rollingOut(await trainedModel('r-nem', source), options),
  own: learned('own'),
};

/** Creates the grouper of a lane, ready for its first step. */
export async function grouperOf(
  { method, components, seed }: LaneState,
  source: Source,
  image: Omit<GrouperOptions, 'components' | 'seed'>,
) {
  return makers[method](source, { ...image, components, seed });
}
