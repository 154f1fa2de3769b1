import { decodeState, encodeState } from '../shared/address.ts';
import type { Frame } from '../shared/protocol.ts';
import type { Store } from './store.ts';

/**
 * What the page around an embedded playground may say to it, and what it answers; README.md documents both. The answer with what the reader
 * drew goes only to a page that asked.
 */
export type EmbedRequest =
  | { readonly type: 'neural-em:ask' }
  /** An address as after `#`, all of which is shown. */
  | { readonly type: 'neural-em:show'; readonly address: string };

/** Shows one figure alone, as `?embed` (the playground) or `?embed=points` asks, and talks to the page around it. */
export function createEmbed(store: Store, framesOf: (lane: number) => readonly Frame[]): void {
  const wanted = new URLSearchParams(location.search).get('embed');
  if (wanted === null) return;
  document.documentElement.dataset.embed = wanted === 'points' ? 'points' : 'playground';
  if (parent === window) return;
  const tell = () => parent.postMessage({ type: 'neural-em:size', height: document.documentElement.scrollHeight }, '*');
  new ResizeObserver(tell).observe(document.body);
  addEventListener('message', ({ data, source, origin }: MessageEvent<unknown>) => {
    if (source !== parent || typeof data !== 'object' || data === null) return;
    const request = data as Partial<EmbedRequest> & { readonly address?: unknown };
    if (request.type === 'neural-em:show' && typeof request.address === 'string') {
      const { state, problems } = decodeState(request.address);
      store.update(state);
      parent.postMessage({ type: 'neural-em:shown', problems }, origin);
    }
    if (request.type === 'neural-em:ask') {
      const scores = store.state.lanes.map((_, lane) => framesOf(lane).at(-1)?.score ?? null);
      parent.postMessage({ type: 'neural-em:state', address: encodeState(store.state), scores }, origin);
    }
  });
}
