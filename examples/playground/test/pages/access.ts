import { expect, test } from 'vitest';
import { grouped, type Site } from '../browser.ts';
import { covered, isAccessible, soon, stateOf } from './tools.ts';

/** Tests the page for readers without a pointer, with a screen reader, or with a narrow screen. */
export function testAccess(site: () => Site): void {
  test('is worked by the keyboard alone', async () => {
    const { page, troubles } = await site().open('#objects=');
    await grouped(page, 15);
    const focus = async (name: string, key = 'Tab') => {
      for (let i = 0; i < 60; i++) {
        await page.keyboard.press(key);
        const found = await page.evaluate(
          () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
        );
        const value = await page.evaluate(() => (document.activeElement as HTMLInputElement | null)?.value ?? '');
        if (found.startsWith(name) || value === name) return;
      }
      throw new Error(`Tab does not lead to ${name}`);
    };
    await focus('Picture of 28');
    await focus('move');
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+Tab');
    // The space bar puts a square at the middle pixel and holds it, arrow keys drag it, and the space bar releases it.
    await page.keyboard.press('Space');
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowUp');
    await soon(async () => (await stateOf(page)).objects).toMatchObject([{ x: 11, y: 6, width: 7, height: 7 }]);
    await page.keyboard.press('Delete');
    await soon(async () => (await stateOf(page)).objects).toEqual([]);
    await focus('M‑step', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByText('step 16 of 16').waitFor();
    await soon(() => page.locator('#live').textContent()).toContain('Step 16, after the M-step');
    expect(troubles).toEqual([]);
  });

  test.each([
    ['desktop', { width: 1280, height: 800 }, '#and=mixture.8.1&noise=10'],
    ['phone', { width: 390, height: 844 }, ''],
  ] as const)(
    'has nothing that an accessibility check finds, light and dark, and covers nothing, on a %s',
    async (_, viewport, fragment) => {
      const { page } = await site().open(fragment, { viewport });
      await grouped(page, 15);
      await page.locator('#noise').scrollIntoViewIfNeeded();
      expect(await covered(page)).toEqual([]);
      await page.locator('#points-play').scrollIntoViewIfNeeded();
      expect(await covered(page)).toEqual([]);
      // A narrow screen shows the first grouping in the picture itself.
      await soon(() => page.locator('.lane .assignment .pixels').first().isVisible()).toBe(viewport.width > 640);
      await page.getByRole('button', { name: 'Show as code', exact: true }).click();
      await page.getByText('How that was chosen').click();
      await page.locator('#lesson-list a').first().click();
      await page.getByRole('button', { name: 'E‑step on points' }).click();
      await isAccessible(page);
      // The dark page differs from the light one in its colours alone.
      await page.emulateMedia({ colorScheme: 'dark' });
      await isAccessible(page, ['color-contrast', 'link-in-text-block']);
    },
  );
}
