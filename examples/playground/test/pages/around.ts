import { expect, test } from 'vitest';
import { lessons } from '../../shared/lessons.ts';
import { grouped, type Site } from '../browser.ts';
import { soon, stateOf } from './tools.ts';

/** Tests lessons, links, pages that embed the playground, and the page without a network. */
export function testAround(site: () => Site): void {
  test('has six lessons that drive it, each a link', async () => {
    const { page, troubles } = await site().open('#lesson=1');
    const title = page.locator('.lesson h3');
    await page.locator('#points-figure .lesson').waitFor();
    for (const [index, { title: name, steps }] of lessons.entries()) {
      if (index > 0) await page.locator('#lesson-list a').nth(index).click();
      for (const [step, { figure, show }] of steps.entries()) {
        await soon(() => title.textContent()).toBe(`Lesson ${index + 1}, ${step + 1} of ${steps.length}: ${name}`);
        await page.locator(figure === 'points' ? '#points-figure > .lesson' : '#playground > .lesson').waitFor();
        if (show.lanes) await soon(() => page.locator('.lane').count()).toBe(show.lanes.length);
        await page.locator('.lesson .primary').click();
      }
    }
    await soon(() => page.locator('.lesson').count()).toBe(0);
    // One that is about the playground groups from the start, two methods side by side.
    const linked = await site().open('#lesson=3.2');
    await grouped(linked.page, 15);
    await soon(() => linked.page.locator('.score').allTextContents()).toEqual([
      expect.stringMatching(/^AMI/),
      expect.stringMatching(/^AMI/),
    ]);
    expect(await linked.page.locator('.problem:visible').count()).toBe(0);
    expect(linked.troubles).toEqual([]);
    expect(troubles).toEqual([]);
  });

  test('leads to its parts without losing the state in the address, goes at another pace, and each figure has a link to itself', async () => {
    const { page, troubles } = await site().open('#at=9');
    await page.getByText('step 5 of 15, M‑step done').waitFor();
    await page.getByRole('link', { name: 'Train' }).click();
    await soon(() => page.evaluate(() => document.activeElement?.id)).toBe('train');
    await soon(() => stateOf(page)).toMatchObject({ at: 9 });
    await page.getByLabel('Speed').selectOption('4');
    await page.getByRole('button', { name: 'Copy a link to 1 · Points' }).click();
    const hash = '#at=9&speed=4&figure=points';
    await soon(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(new RegExp(`^http.*${hash}$`));
    const other = await site().open(hash);
    await other.page.getByText('before the first step').waitFor();
    await soon(() => other.page.evaluate(() => Math.abs(document.getElementById('points')!.getBoundingClientRect().top))).toBeLessThan(40);
    await soon(async () => (await stateOf(other.page)).speed).toBe(4);
    await other.page.close();
    await page.getByLabel('Put a prepared picture here').selectOption('alike');
    await soon(async () => (await stateOf(page)).objects.length).toBe(3);
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await soon(async () => (await stateOf(page)).objects.length).toBe(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await soon(async () => (await stateOf(page)).objects.length).toBeGreaterThan(0);
    expect(troubles).toEqual([]);
  });

  test('can be embedded, and talks to the page around it', async () => {
    const body = `<!doctype html><iframe src="${site().url}?embed" width="960" height="700" allow="camera"></iframe>`;
    const { page, troubles } = await site().open('around.html', {
      before: (opened) => opened.route('**/around.html', (route) => route.fulfill({ contentType: 'text/html', body })),
    });
    const frame = page.frameLocator('iframe');
    await frame.getByText('step 15 of 15').waitFor();
    expect(await frame.locator('#how').isVisible()).toBe(false);
    expect(await frame.locator('.transport').isVisible()).toBe(true);
    const ask = (request: object, answer: string) =>
      page.evaluate(
        ([sent, type]) =>
          new Promise((resolve) => {
            addEventListener('message', ({ data }) => data?.type === type && resolve(data));
            document.querySelector('iframe')!.contentWindow!.postMessage(sent, '*');
          }),
        [request, answer] as const,
      );
    expect(await ask({ type: 'neural-em:show', address: 'by=k-means.3.5&cats=1' }, 'neural-em:shown')).toMatchObject({
      problems: ['“cats” means nothing here'],
    });
    await soon(() => ask({ type: 'neural-em:ask' }, 'neural-em:state')).toMatchObject({
      address: expect.stringContaining('by=k-means.3.5'),
    });
    expect(troubles).toEqual([]);
  });

  test('works without a network once it was loaded', async () => {
    const { page, troubles } = await site().open('', { serviceWorkers: 'allow' });
    await grouped(page, 15);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await soon(() => page.evaluate(() => Boolean(navigator.serviceWorker.controller))).toBe(true);
    await page.context().setOffline(true);
    await page.reload();
    await grouped(page, 15);
    await page.locator('#sources').getByText('Flying shapes').click();
    await page.getByText('step 50 of 50').waitFor();
    expect(troubles).toEqual([]);
  });
}
