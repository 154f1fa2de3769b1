import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { decodeState } from '../../shared/address.ts';

/** Reads a value again and again until an expectation holds, for as long as a busy machine may take. */
export const soon = <T>(read: () => T) => expect.poll(read, { timeout: 100_000, interval: 100 });

/** Returns the state in the address. The page writes it when changes pause, so read it with `soon` after a change. */
export async function stateOf(page: Page) {
  return decodeState(new URL(page.url()).hash).state;
}

/**
 * Expects that an accessibility check finds nothing, and that nothing is wider than the window.
 *
 * @param rules - the only rules that are checked. Default: all.
 */
export async function isAccessible(page: Page, rules?: readonly string[]): Promise<void> {
  // The page's policy allows no foreign scripts; the script of the test is injected through the debugger.
  const options = JSON.stringify(rules ? { runOnly: rules } : {});
  const violations = await page.evaluate(
    `${axe.source}; axe.run(${options}).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ target }) => target).join(', ')))`,
  );
  expect(violations).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}

/** Returns the visible controls that another element covers. */
export function covered(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('#playground button, #playground input, .half, #points-figure button')]
      .filter((element) => element.checkVisibility() && !element.closest('.choice'))
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.top >= 0 && box.bottom <= innerHeight)
      .filter(({ element, box }) => !element.contains(document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)))
      .map(({ element }) => element.outerHTML.slice(0, 80)),
  );
}
