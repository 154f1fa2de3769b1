/** Returns the element of the page that a fragment names; undefined if the fragment is a state. */
export function namedBy(fragment: string): HTMLElement | undefined {
  return document.getElementById(fragment.slice(1)) ?? undefined;
}

/** Makes links within the page scroll to their targets without replacing the state in the address. */
export function keepStateInAddress(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[href^="#"]')) {
    link.addEventListener('click', (event) => {
      const target = namedBy(link.hash);
      if (!target) return;
      event.preventDefault();
      target.tabIndex = -1;
      target.scrollIntoView();
      target.focus({ preventScroll: true });
    });
  }
}
