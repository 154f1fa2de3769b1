import { h } from './dom.ts';

/** Downloads a file to the reader's disk. */
export function save(name: string, content: Blob): void {
  const href = URL.createObjectURL(content);
  h('a', { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}
