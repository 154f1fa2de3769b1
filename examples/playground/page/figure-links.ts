import { encodeState, FIGURE } from '../shared/address.ts';
import { copy } from './copy.ts';
import { h } from './dom.ts';
import type { Store } from './store.ts';

/**
 * Gives each figure a button that copies a link to the figure in its present state. Returns a function that scrolls to the figure that the
 * address names, if any.
 */
export function createFigureLinks(store: Store): () => void {
  for (const heading of document.querySelectorAll<HTMLElement>('[data-figure]')) {
    const name = heading.dataset.figure!;
    const button = h('button', { type: 'button', class: 'figure-link', 'aria-label': `Copy a link to ${heading.textContent}` }, 'Link');
    button.addEventListener('click', () => {
      const words = [encodeState(store.state), `${FIGURE}=${name}`].filter(Boolean).join('&');
      void copy(button, `${location.origin}${location.pathname}${location.search}#${words}`);
    });
    heading.after(button);
  }
  const wanted = new URLSearchParams(location.hash.slice(1)).get(FIGURE);
  return () => {
    if (wanted) document.getElementById(wanted)?.scrollIntoView();
  };
}
