import { byId, h } from './dom.ts';

/** Shows a message above the playground until the reader closes it. */
export function notify(message: string): void {
  const close = h('button', { type: 'button' }, 'Close');
  const notice = h('div', { class: 'notice' }, h('p', {}, message), close);
  close.addEventListener('click', () => notice.remove());
  const notices = byId('notices');
  if ([...notices.children].some((other) => other.firstChild?.textContent === message)) return;
  notices.append(notice);
}
