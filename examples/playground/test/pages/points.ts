import { expect, test } from 'vitest';
import { grouped, type Site } from '../browser.ts';
import { soon, stateOf } from './tools.ts';

/** Tests the first chapter, EM on points. */
export function testPoints(site: () => Site): void {
  test('takes half steps of EM on points, and its log-likelihood climbs', async () => {
    const { page, troubles } = await site().open();
    await grouped(page, 15);
    const status = page.locator('#points-status');
    const value = async () => {
      const text = await page.locator('#points-plots figcaption').first().textContent();
      return Number(/-?\d+\.\d+/.exec(text!.replace('−', '-'))![0]);
    };
    await soon(() => status.textContent()).toBe('before the first step');
    const before = await value();
    await page.getByRole('button', { name: 'E‑step on points' }).click();
    await soon(() => status.textContent()).toBe('step 1, E‑step done');
    const colours = () =>
      page.evaluate(() => new Set([...document.querySelectorAll('.plot .dots circle')].map((dot) => dot.getAttribute('fill'))).size);
    expect(await colours()).toBeGreaterThan(2);
    expect(await value()).toBe(before);
    await page.getByRole('button', { name: 'M‑step on points' }).click();
    await soon(value).toBeGreaterThan(before);
    expect(await page.locator('.plot ellipse').count()).toBe(4);

    // Chooses K, shape and start; another start begins the run anew.
    await page.locator('#points-data').getByText('Stripes').click();
    await page.locator('#points-k').fill('4');
    await page.locator('#points-k').press('Enter');
    await page.locator('#points-covariance').selectOption('spherical');
    await page.locator('#points-start').selectOption('bad');
    await page.getByRole('button', { name: 'Another start' }).click();
    await soon(async () => (await stateOf(page)).points).toMatchObject({
      data: 'stripes',
      components: 4,
      covariance: 'spherical',
      start: 'bad',
      seed: 2,
      at: 0,
    });
    await page.locator('#points-play').click();
    await soon(async () => (await stateOf(page)).points.at).toBeGreaterThan(1);
    expect(troubles).toEqual([]);
  });

  test('groups points that are drawn, by pointer and by keyboard, and their address brings them back', async () => {
    const { page, troubles } = await site().open('#points=drawn.2.full.random.1.0');
    await grouped(page, 15);
    await page.getByText('There must be at least as many points as bell curves, 2.').waitFor();
    const plot = page.locator('.plot').first();
    await plot.scrollIntoViewIfNeeded();
    const box = (await plot.boundingBox())!;
    const at = (x: number, y: number) => [box.x + x * box.width, box.y + y * box.height] as const;
    await page.mouse.move(...at(0.3, 0.3));
    await page.mouse.down();
    await page.mouse.move(...at(0.4, 0.4), { steps: 5 });
    await page.mouse.up();
    await plot.focus();
    for (const key of ['ArrowRight', 'Space', 'ArrowUp', 'Space']) await page.keyboard.press(key);
    const drawn = async () => (await stateOf(page)).points.drawn;
    await soon(async () => (await drawn()).at(-1)).toEqual([0.53, 0.53]);
    expect((await drawn()).length).toBeGreaterThan(4);
    await page.getByRole('button', { name: 'E‑step on points' }).click();
    await page.getByText('step 1, E‑step done').waitFor();
    await soon(async () => (await stateOf(page)).points.at).toBe(1);
    const state = await stateOf(page);
    await page.reload();
    await page.getByText('step 1, E‑step done').waitFor();
    await soon(() => stateOf(page)).toEqual(state);
    await page.getByRole('button', { name: 'Clear points' }).click();
    await soon(async () => (await stateOf(page)).points.drawn).toEqual([]);
    expect(troubles).toEqual([]);
  });
}
