import { decodeState, encodeState } from '../shared/address.ts';
import type { Frame } from '../shared/protocol.ts';
import type { Store } from './store.ts';

/**
 * The messages that the page around an embedded playground may send to it; README.md documents them and the answers. The answer that holds
 * the reader's drawing is sent only to a page that asked for it.
 */
export type EmbedRequest =
  | { readonly type: 'neural-em:ask' }
  /** `address` is the part of an address after `#`; the playground shows the whole state that it holds. */
  | { readonly type: 'neural-em:show'; readonly address: string };

/**
 * Shows one figure alone if the address has `?embed` (the playground) or `?embed=points`, and exchanges messages with the page around it.
 */
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
