import type { Route } from 'playwright-core';
import { expect, test } from 'vitest';
import { grouped, type Site } from '../browser.ts';
import { soon } from './tools.ts';

/** Tests what the page says of a bad address, of weights that it cannot use, and of a worker that no longer answers. */
export function testFailures(site: () => Site): void {
  test('says what it did not understand of an address', async () => {
    const { page, troubles } = await site().open('#by=rnn-em.99.1&see=cats&objects=0.0.9.9.zz');
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
    const { page } = await site().open('', { before: (opened) => opened.route('**/*.safetensors', answer) });
    await page.getByText(message).first().waitFor();
    await page.getByLabel('Model').selectOption('k-means');
    await grouped(page, 15);
    await soon(() => page.locator('.score').textContent()).toMatch(/AMI/);
  });

  test('asks again for weights that could not be loaded', async () => {
    let isDown = true;
    const { page } = await site().open('', {
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
    const { page } = await site().open('', {
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
    const { page } = await site().open('', {
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
}
