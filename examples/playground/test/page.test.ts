// One file of more than 250 lines: all of it shares one site and one browser, which take long to start.
import { readFile } from 'node:fs/promises';
import axe from 'axe-core';
import type { Page, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { decodeState } from '../shared/address.ts';
import { grouped, missing, type Site, startSite } from './browser.ts';

if (missing) console.warn(`The playground is not tested in a browser: ${missing}.`);

/** Expects of what is read again and again until it is so, for as long as a busy machine may take. */
const soon = <T>(read: () => T) => expect.poll(read, { timeout: 40_000 });

/** What the address says once the page has written it. */
async function stateOf(page: Page) {
  await page.waitForTimeout(500);
  return decodeState(new URL(page.url()).hash).state;
}

describe.skipIf(missing !== undefined)('the page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await startSite();
  }, 180_000);
  afterEach(() => site.closePages());
  afterAll(() => site?.close(), 60_000);

  test('opens with a grouping, says what computes it, and keeps to its policy', async () => {
    const { page, troubles } = await site.open();
    await grouped(page, 15);
    await page.getByText(/AMI \d\.\d\d/).waitFor();
    await page.getByText('Computed by WebAssembly').waitFor();
    expect(await page.locator('.components li').count()).toBe(4);
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
    expect(troubles.filter((text) => !text.includes('example.com'))).toEqual([]);
  });

  test('draws, erases, stamps and drags; the grouping follows', async () => {
    const { page, troubles } = await site.open('#objects=');
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
    expect((await stateOf(page)).objects).toMatchObject([{ x: 3, y: 3, width: 7, height: 7 }]);
    await page.getByText('Move', { exact: true }).click();
    await drag([4, 4], [14, 10]);
    expect((await stateOf(page)).objects).toMatchObject([{ x: 13, y: 9, width: 7, height: 7 }]);
    await page.getByText('Draw', { exact: true }).click();
    await drag([2, 20], [12, 20]);
    expect((await stateOf(page)).objects).toMatchObject([{ width: 7 }, { x: 2, y: 20, width: 12, height: 2 }]);
    await page.getByText('Erase', { exact: true }).click();
    await drag([2, 20], [13, 20]);
    expect((await stateOf(page)).objects).toHaveLength(1);
    await soon(() => page.locator('.score').textContent()).toMatch(/AMI/);
    expect(troubles).toEqual([]);
  });

  test('takes half steps, lights the equation, and scrubs', async () => {
    const { page, troubles } = await site.open('#at=1');
    await page.getByText('step 1 of 15, M‑step done').waitFor();
    await soon(() => page.locator('.half.lit .half-name').textContent()).toBe('M‑step');
    await page.getByRole('button', { name: 'E‑step' }).click();
    await page.getByText('step 1 of 15, E‑step done').waitFor();
    await soon(() => page.locator('.half.lit .half-name').textContent()).toBe('E‑step');
    await page.getByRole('slider', { name: 'Step' }).fill('30');
    await page.getByText('step 15 of 15').waitFor();
    await page.getByRole('button', { name: 'M‑step' }).click();
    await page.getByText('step 16 of 16, M‑step done').waitFor();
    expect((await stateOf(page)).at).toBe(31);
    expect(troubles).toEqual([]);
  });

  test('changes model, K and seed, compares two, and comes back from its address as it was', async () => {
    const { page, troubles } = await site.open();
    await page.getByLabel('K', { exact: true }).fill('6');
    await page.getByLabel('K', { exact: true }).press('Enter');
    await soon(() => page.locator('.components li').count()).toBe(6);
    // What is cleared becomes the last number again, not the one of the time when the field was entered.
    for (const text of ['1', '', '6']) {
      await page.getByLabel('K', { exact: true }).fill(text);
      await page.getByLabel('K', { exact: true }).press('Enter');
      expect(await page.getByLabel('K', { exact: true }).inputValue()).toBe(text || '1');
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
    const state = await stateOf(page);
    expect(state).toMatchObject({
      at: 7,
      lanes: [
        { method: 'rnn-em', components: 6 },
        { method: 'k-means', seed: 9 },
      ],
    });
    await page.reload();
    await page.getByText('step 4 of 15, M‑step done').waitFor();
    await soon(() => page.locator('.components li').count()).toBe(6 + 3);
    expect(await stateOf(page)).toEqual(state);
    expect(troubles).toEqual([]);
  });

  test('plays a video', async () => {
    const { page, troubles } = await site.open('#see=shapes', { reducedMotion: 'no-preference' });
    await soon(async () => Number(await page.locator('#scrub').inputValue())).toBeGreaterThan(8);
    await page.getByRole('button', { name: 'Pause' }).click();
    expect((await stateOf(page)).at).toBeGreaterThan(8);
    await soon(() => page.locator('.score').textContent()).toMatch(/AMI/);
    expect(troubles).toEqual([]);
  });

  test('tells a pixel’s responsibilities', async () => {
    const { page } = await site.open();
    await grouped(page, 15);
    await page.locator('#picture canvas').focus();
    await page.keyboard.press('ArrowLeft');
    await page.getByText('Pixel in row 15, column 14').waitFor();
    const shares = await page.locator('.share-value').allTextContents();
    const total = shares.map((text) => Number.parseInt(text, 10)).reduce((a, b) => a + b, 0);
    expect(Math.abs(total - 100)).toBeLessThanOrEqual(2);
  });

  test('is worked by the keyboard alone', async () => {
    const { page, troubles } = await site.open('#objects=');
    await grouped(page, 15);
    const focus = async (name: string) => {
      for (let i = 0; i < 60; i++) {
        await page.keyboard.press('Tab');
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
    // Space puts a square at the pixel in the middle and holds it; arrows drag it; space lets it go.
    await page.keyboard.press('Space');
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowUp');
    expect((await stateOf(page)).objects).toMatchObject([{ x: 11, y: 6, width: 7, height: 7 }]);
    await page.keyboard.press('Delete');
    expect((await stateOf(page)).objects).toEqual([]);
    await focus('M‑step');
    await page.keyboard.press('Enter');
    await page.getByText('step 16 of 16').waitFor();
    await soon(() => page.locator('#live').textContent()).toContain('Step 16, after the M-step');
    expect(troubles).toEqual([]);
  });

  test('trains in a worker, pauses, and groups with what was learned', async () => {
    const { page, troubles } = await site.open('#at=30');
    await page.getByRole('button', { name: 'Start training' }).click();
    await page.getByText(/^Step ([3-9]|\d\d+), /).waitFor();
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await page.getByText(/^Paused at step/).waitFor();
    const paused = await page.locator('#train-status').textContent();
    expect(await page.locator('.chart .loss').getAttribute('d')).toMatch(/^M.*L/);
    await page.getByRole('button', { name: 'Go on' }).click();
    await soon(() => page.locator('#train-status').textContent()).not.toBe(paused);
    await soon(() => page.locator('#train-use').isEnabled()).toBe(true);
    await page.locator('#train-use').click();
    await soon(async () => (await stateOf(page)).lanes[0].method).toBe('own');
    await soon(() => page.locator('.score').textContent()).toMatch(/AMI/);
    expect(await page.locator('.problem').isVisible()).toBe(false);
    expect(troubles).toEqual([]);
  }, 120_000);

  test('exports PNG, GIF and JSON', async () => {
    const { page, troubles } = await site.open();
    await grouped(page, 15);
    await page.getByText(/AMI \d/).waitFor();
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
    expect(troubles).toEqual([]);
  });

  test('says what it did not understand of an address', async () => {
    const { page, troubles } = await site.open('#by=rnn-em.99.1&see=cats&objects=0.0.9.9.zz');
    const notice = page.getByRole('alert').first();
    await soon(() => notice.textContent()).toContain('K must be a whole number from 1 to 8, not “99”');
    expect(await notice.textContent()).toContain('the picture in the address is damaged');
    await grouped(page, 15);
    await page.getByRole('button', { name: 'Close' }).click();
    expect(troubles).toEqual([]);
  });

  test.each([
    ['cut short', (route: Route) => route.fulfill({ body: Buffer.alloc(1000, 7) }), /damaged/],
    ['missing', (route: Route) => route.fulfill({ status: 404, body: '' }), /could not (be loaded|read)/],
  ])('says that weights are %s, and groups without them', async (_, answer, message) => {
    const { page } = await site.open('', { before: (opened) => opened.route('**/*.safetensors', answer) });
    await page.getByText(message).first().waitFor();
    await page.getByLabel('Model').selectOption('k-means');
    await grouped(page, 15);
    await soon(() => page.locator('.score').textContent()).toMatch(/AMI/);
  });

  test.each([
    ['desktop, light', { width: 1280, height: 900 }, 'light', ''],
    ['desktop, dark, two groupings', { width: 1280, height: 900 }, 'dark', '#and=mixture.8.1&noise=10'],
    ['phone, light', { width: 390, height: 844 }, 'light', '#see=shapes'],
    ['phone, dark, two groupings', { width: 390, height: 844 }, 'dark', '#and=mixture.4.1'],
  ] as const)('has nothing that an accessibility check finds: %s', async (_, viewport, colorScheme, fragment) => {
    const { page } = await site.open(fragment, { viewport, colorScheme });
    await page
      .getByText(/AMI \d/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Show as code' }).click();
    await page.getByText('How that was chosen').click();
    // The page's policy lets no foreign script in; the one of the test comes through the debugger.
    const violations = await page.evaluate(
      `${axe.source}; axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ target }) => target).join(', ')))`,
    );
    expect(violations).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });

  test('explains itself while it is scrolled', async () => {
    const { page, troubles } = await site.open();
    const caption = page.locator('#story-figure figcaption');
    await page.getByRole('heading', { name: 'The question' }).scrollIntoViewIfNeeded();
    await soon(() => caption.textContent()).toBe('the picture');
    await page
      .getByRole('heading', { name: 'Objects, without a word said' })
      .evaluate((heading) => heading.scrollIntoView({ block: 'start' }));
    await soon(() => caption.textContent()).toContain('step 10');
    expect(troubles).toEqual([]);
  });

  test.each([
    ['desktop', { width: 1280, height: 800 }],
    ['phone', { width: 390, height: 844 }],
  ])('covers nothing with anything, and shows the grouping once, on a %s', async (_, viewport) => {
    const { page } = await site.open('', { viewport });
    await grouped(page, 15);
    await page.locator('#noise').scrollIntoViewIfNeeded();
    const covered = await page.evaluate(() =>
      [...document.querySelectorAll('#playground button, #playground input, .half')]
        .filter((element) => element.checkVisibility() && !element.closest('.choice'))
        .map((element) => ({ element, box: element.getBoundingClientRect() }))
        .filter(({ box }) => box.top >= 0 && box.bottom <= innerHeight)
        .filter(({ element, box }) => {
          const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
          return !element.contains(top);
        })
        .map(({ element }) => element.outerHTML.slice(0, 80)),
    );
    expect(covered).toEqual([]);
    // A narrow screen has the grouping in the picture itself.
    expect(await page.locator('.lane .assignment .pixels').isVisible()).toBe(viewport.width > 640);
  });

  test('leads to its parts without losing the state in the address', async () => {
    const { page, troubles } = await site.open('#at=9');
    await page.getByText('step 5 of 15, M‑step done').waitFor();
    await page.getByRole('link', { name: 'Train' }).click();
    await soon(() => page.evaluate(() => document.activeElement?.id)).toBe('train');
    expect(await stateOf(page)).toMatchObject({ at: 9 });
    expect(troubles).toEqual([]);
  });

  test('moves by itself where the reader does not mind motion', async () => {
    const { page } = await site.open('', { reducedMotion: 'no-preference' });
    await page.getByRole('button', { name: 'Pause' }).click();
    const { at } = await stateOf(page);
    expect(at).toBeLessThan(30);
  });
});
