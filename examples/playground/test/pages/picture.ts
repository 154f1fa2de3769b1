import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { grouped, type Site } from '../browser.ts';
import { soon, stateOf } from './tools.ts';

/** Tests the playground itself: the picture, half steps, the settings of groupings, and videos. */
export function testPicture(site: () => Site): void {
  test('opens with a grouping, loads little, says what computes it, keeps to its policy, tells responsibilities, exports, and explains itself', async () => {
    site().sent();
    const { page, troubles } = await site().open();
    await grouped(page, 15);
    const files = site().sent();
    expect(files.map(({ path }) => path)).toContainEqual(expect.stringMatching(/static-shapes-rnn-em.*safetensors$/));
    expect(files.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(1_500_000);
    expect(site().size()).toBeLessThan(8_000_000);
    await page.getByText(/AMI \d\.\d\d/).waitFor();
    await page.getByText('Computed by WebAssembly').waitFor();
    await soon(() => page.locator('.components li').count()).toBe(4);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    expect(await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content')).toContain("default-src 'none'");
    expect(
      await page.evaluate(() =>
        fetch('https://example.com').then(
          () => 'let through',
          () => 'refused',
        ),
      ),
    ).toBe('refused');

    await page.locator('#picture canvas').focus();
    await page.keyboard.press('ArrowLeft');
    await page.getByText('Pixel in row 15, column 14').waitFor();
    const total = async () => {
      const shares = await page.locator('.share-value').allTextContents();
      return shares.map((text) => Number.parseInt(text, 10)).reduce((a, b) => a + b, 0);
    };
    await soon(async () => Math.abs((await total()) - 100)).toBeLessThanOrEqual(2);

    const exported = async (name: string) => {
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name, exact: true }).click()]);
      return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
    };
    const png = await exported('PNG');
    expect([png.name, png.bytes.subarray(1, 4).toString()]).toEqual(['picture-rnn-em-k4.png', 'PNG']);
    const gif = await exported('GIF');
    expect([gif.name, gif.bytes.subarray(0, 6).toString()]).toEqual(['picture-rnn-em-k4.gif', 'GIF89a']);
    const json = JSON.parse((await exported('JSON')).bytes.toString());
    expect(json.lanes[0]).toMatchObject({ method: 'rnn-em', components: 4, height: 28, width: 28 });
    expect([json.lanes[0].scores.length, json.lanes[0].gamma.length]).toEqual([16, 4 * 784]);

    const caption = page.locator('#story-figure figcaption');
    await page.getByRole('heading', { name: 'The question' }).scrollIntoViewIfNeeded();
    await soon(() => caption.textContent()).toBe('the picture');
    const last = page.getByRole('heading', { name: 'Objects, without a word said' });
    await last.evaluate((heading) => heading.scrollIntoView({ block: 'start' }));
    await soon(() => caption.textContent()).toContain('step 10');
    expect(troubles.filter((text) => !text.includes('example.com'))).toEqual([]);
  });

  test('draws, erases, stamps and drags; the grouping follows', async () => {
    const { page, troubles } = await site().open('#objects=');
    await grouped(page, 15);
    const canvas = page.locator('#picture canvas');
    const box = (await canvas.boundingBox())!;
    const at = (x: number, y: number) => [box.x + ((x + 0.5) * box.width) / 28, box.y + ((y + 0.5) * box.height) / 28] as const;
    const drag = async (from: readonly [number, number], to: readonly [number, number]) => {
      await page.mouse.move(...at(...from));
      await page.mouse.down();
      await page.mouse.move(...at(...to), { steps: 4 });
      await page.mouse.up();
    };
    await page.getByText('Square', { exact: true }).click();
    await page.mouse.click(...at(6, 6));
    await soon(async () => (await stateOf(page)).objects).toMatchObject([{ x: 3, y: 3, width: 7, height: 7 }]);
    await page.getByText('Move', { exact: true }).click();
    await drag([4, 4], [14, 10]);
    await soon(async () => (await stateOf(page)).objects).toMatchObject([{ x: 13, y: 9, width: 7, height: 7 }]);
    await page.getByText('Draw', { exact: true }).click();
    await drag([2, 20], [12, 20]);
    await soon(async () => (await stateOf(page)).objects).toMatchObject([{ width: 7 }, { x: 2, y: 20, width: 12, height: 2 }]);
    await page.getByText('Erase', { exact: true }).click();
    await drag([2, 20], [13, 20]);
    await soon(async () => (await stateOf(page)).objects).toHaveLength(1);
    await soon(() => page.locator('.score').textContent()).toMatch(/AMI/);
    expect(troubles).toEqual([]);
  });

  test('takes half steps, lights the equation, and scrubs', async () => {
    const { page, troubles } = await site().open('#at=1');
    await page.getByText('step 1 of 15, M‑step done').waitFor();
    await soon(() => page.locator('.half.lit .half-name').textContent()).toBe('M‑step');
    await page.getByRole('button', { name: 'E‑step', exact: true }).click();
    await page.getByText('step 1 of 15, E‑step done').waitFor();
    await soon(() => page.locator('.half.lit .half-name').textContent()).toBe('E‑step');
    await page.getByRole('slider', { name: 'Step' }).fill('30');
    await page.getByText('step 15 of 15').waitFor();
    await page.getByRole('button', { name: 'M‑step', exact: true }).click();
    await page.getByText('step 16 of 16, M‑step done').waitFor();
    await soon(async () => (await stateOf(page)).at).toBe(31);
    expect(troubles).toEqual([]);
  });

  test('changes model, K and seed, compares two, and comes back from its address as it was', async () => {
    const { page, troubles } = await site().open();
    const k = page.locator('#lanes').getByLabel('K', { exact: true }).first();
    await k.fill('6');
    await k.press('Enter');
    await soon(() => page.locator('.components li').count()).toBe(6);
    // A cleared field gets the last valid number again, not the number that it had when it was entered.
    for (const text of ['1', '', '6']) {
      await k.fill(text);
      await k.press('Enter');
      await soon(() => k.inputValue()).toBe(text || '1');
    }
    await page.getByRole('button', { name: 'Compare two' }).click();
    const second = page.getByRole('region', { name: 'Second grouping' });
    for (const method of ['n-em', 'mixture', 'k-means']) {
      await second.getByLabel('Model').selectOption(method);
      await soon(() => second.locator('.score').textContent()).toMatch(/AMI/);
    }
    await second.getByLabel('Seed').fill('9');
    await second.getByLabel('Seed').press('Enter');
    await page.getByRole('slider', { name: 'Step' }).fill('7');
    await soon(() => stateOf(page)).toMatchObject({
      at: 7,
      lanes: [
        { method: 'rnn-em', components: 6 },
        { method: 'k-means', seed: 9 },
      ],
    });
    const state = await stateOf(page);
    await page.reload();
    await page.getByText('step 4 of 15, M‑step done').waitFor();
    await soon(() => page.locator('.components li').count()).toBe(6 + 3);
    await soon(() => stateOf(page)).toEqual(state);
    expect(troubles).toEqual([]);
  });

  test('plays a video', async () => {
    const { page, troubles } = await site().open('#see=shapes&speed=0.5', { reducedMotion: 'no-preference' });
    await soon(async () => Number(await page.locator('#scrub').inputValue())).toBeGreaterThan(8);
    await page.getByRole('button', { name: 'Pause' }).click();
    await soon(async () => (await stateOf(page)).at).toBeGreaterThan(8);
    await soon(() => page.locator('.score').textContent()).toMatch(/AMI/);
    expect(troubles).toEqual([]);
  });

  test('moves by itself where the reader does not mind motion', async () => {
    const { page } = await site().open('#speed=0.25', { reducedMotion: 'no-preference' });
    const shown = async () => Number(await page.locator('#scrub').inputValue());
    await soon(shown).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Pause' }).click();
    expect(await shown()).toBeLessThan(30);
  });
}
