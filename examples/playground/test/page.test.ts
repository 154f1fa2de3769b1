// All tests in a browser share one site and one browser, because these take long to start. The tests in `pages` are called from here.
import { readFile } from 'node:fs/promises';
import type { Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { grouped, missing, type Site, startSite } from './browser.ts';
import { testAround } from './pages/around.ts';
import { testBalls } from './pages/balls.ts';
import { testOwn } from './pages/own.ts';
import { testPoints } from './pages/points.ts';
import { covered, isAccessible, soon, stateOf } from './pages/tools.ts';

if (missing) console.warn(`The playground is not tested in a browser: ${missing}.`);

// A busy machine may take this long; on two idle cores each test takes a few seconds.
vi.setConfig({ testTimeout: 300_000 });

describe.skipIf(missing !== undefined)('the page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await startSite();
  }, 400_000);
  afterEach(() => site.closePages());
  afterAll(() => site?.close(), 60_000);

  testPoints(() => site);
  testBalls(() => site);
  testOwn(() => site);
  testAround(() => site);

  test('opens with a grouping, loads little, says what computes it, keeps to its policy, tells responsibilities, exports, and explains itself', async () => {
    site.sent();
    const { page, troubles } = await site.open();
    await grouped(page, 15);
    const files = site.sent();
    expect(files.map(({ path }) => path)).toContainEqual(expect.stringMatching(/static-shapes-rnn-em.*safetensors$/));
    expect(files.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(1_500_000);
    expect(site.size()).toBeLessThan(8_000_000);
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
    const { page, troubles } = await site.open('#at=1');
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
    const { page, troubles } = await site.open();
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
    const { page, troubles } = await site.open('#see=shapes&speed=0.5', { reducedMotion: 'no-preference' });
    await soon(async () => Number(await page.locator('#scrub').inputValue())).toBeGreaterThan(8);
    await page.getByRole('button', { name: 'Pause' }).click();
    await soon(async () => (await stateOf(page)).at).toBeGreaterThan(8);
    await soon(() => page.locator('.score').textContent()).toMatch(/AMI/);
    expect(troubles).toEqual([]);
  });

  test('is worked by the keyboard alone', async () => {
    const { page, troubles } = await site.open('#objects=');
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

  test('says what it did not understand of an address', async () => {
    const { page, troubles } = await site.open('#by=rnn-em.99.1&see=cats&objects=0.0.9.9.zz');
    const notice = page.getByRole('alert').first();
    await soon(() => notice.textContent()).toContain('K must be a whole number from 1 to 9, not “99”');
    await soon(() => notice.textContent()).toContain('the picture in the address is damaged');
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

  test('asks again for weights that could not be loaded', async () => {
    let isDown = true;
    const { page } = await site.open('', {
      before: (opened) =>
        opened.route('**/*.safetensors', (route) => (isDown ? route.fulfill({ status: 503, body: '' }) : route.continue())),
    });
    await page
      .locator('.lane .problem')
      .getByText(/could not (be loaded|read)/)
      .waitFor();
    isDown = false;
    await page.getByLabel('Seed').fill('5');
    await page.getByLabel('Seed').press('Enter');
    await soon(() => page.locator('.score').textContent()).toMatch(/AMI/);
    await soon(() => page.locator('.lane .problem').isVisible()).toBe(false);
    // The explanation below had failed, too.
    await soon(() => page.locator('#story-figure figcaption').textContent()).toMatch(/^(the picture|step \d)/);
  });

  test('takes no other file for its weights, however little it differs', async () => {
    const { page } = await site.open('', {
      before: (opened) =>
        opened.route('**/*.safetensors', async (route) => {
          const response = await route.fetch();
          const body = await response.body();
          body[body.length - 5]! ^= 1;
          await route.fulfill({ response, body });
        }),
    });
    await page
      .getByText(/damaged: their SHA-256 is/)
      .first()
      .waitFor();
  });

  test.each(['ended', 'is stuck'])('says that what is shown is old where its worker %s', async (state) => {
    const { page } = await site.open('', {
      before: async (opened) => {
        await opened.clock.install();
        await opened.addInitScript(() => {
          const workers: Worker[] = [];
          Object.assign(globalThis, { workers });
          globalThis.Worker = class extends Worker {
            constructor(url: string | URL, options?: WorkerOptions) {
              super(url, options);
              workers.push(this);
            }
          };
        });
      },
    });
    await grouped(page, 15);
    // The worker computes for ever and does not read the messages that ask whether it is alive.
    if (state === 'is stuck')
      page
        .workers()[0]!
        .evaluate('for (;;);')
        .catch(() => {});
    else await page.evaluate('workers.forEach((worker) => worker.terminate())');
    const notice = page.getByRole('alert').getByText('The computing has not answered for a minute, so what is shown is old.');
    await page.clock.runFor(40_000);
    expect(await notice.isVisible()).toBe(false);
    await page.clock.runFor(40_000);
    await notice.waitFor();
  });

  test.each([
    ['desktop', { width: 1280, height: 800 }, '#and=mixture.8.1&noise=10'],
    ['phone', { width: 390, height: 844 }, ''],
  ] as const)(
    'has nothing that an accessibility check finds, light and dark, and covers nothing, on a %s',
    async (_, viewport, fragment) => {
      const { page } = await site.open(fragment, { viewport });
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

  test('moves by itself where the reader does not mind motion', async () => {
    const { page } = await site.open('#speed=0.25', { reducedMotion: 'no-preference' });
    const shown = async () => Number(await page.locator('#scrub').inputValue());
    await soon(shown).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Pause' }).click();
    expect(await shown()).toBeLessThan(30);
  });
});
