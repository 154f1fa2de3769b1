import { canGroup, usualMethod } from './models.ts';
import { type LaneState, type PageState, type Source, usualComponents, usualNoise } from './state.ts';

/** Returns the changes that show a source: its usual K, methods that can group it, and its usual noise unless the reader chose another one. */
export function showing(source: Source, { source: before, balls, noise, lanes }: PageState): Pick<PageState, 'source' | 'noise' | 'lanes'> {
  const fit = (lane: LaneState): LaneState => ({
    ...lane,
    components: usualComponents(balls)[source],
    method: canGroup(lane.method, source) ? lane.method : usualMethod(source),
  });
  return {
    source,
    noise: noise === usualNoise(before) ? usualNoise(source) : noise,
    lanes: lanes.map(fit) as [LaneState] | [LaneState, LaneState],
  };
}
