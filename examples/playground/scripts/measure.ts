// Measures the built page in Chromium: `tsx scripts/measure.ts [SECONDS OF TRAINING]`, with NODE_OPTIONS=--conditions=@neural-em/source.
import { loadavg } from 'node:os';
import type { Page } from 'playwright-core';
import { grouped, missing, startSite } from '../test/browser.ts';

interface TraceEvent {
  readonly name: string;
  readonly tid: number;
  readonly dur?: number;
  /** Microseconds that the thread itself worked; the time that other programs took from it is not included. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

const seconds = Number(process.argv[2] ?? 30);
if (missing) throw new Error(missing);
const site = await startSite();
const say = (what: string, value: string) => console.log(`${what}: ${value}`);
say('load of the machine', loadavg()[0]!.toFixed(1));

const { page } = await site.open();
await grouped(page, 15);
await page.getByText('EM steps a second').waitFor();
say('first grouping, 15 EM steps, after opening', `${Math.round(await markOf(page))} ms`);
say('first load, compressed', `${(site.sent().reduce((sum, { bytes }) => sum + bytes, 0) / 1e6).toFixed(2)} MB`);
say('built folder', `${(site.size() / 1e6).toFixed(2)} MB`);
say('backend', await page.locator('#backend p').innerText());

const byHand = await tasksOf(page, async () => {
  for (const data of ['Blobs', 'Stripes', 'Rings', 'Old Faithful']) {
    await page.locator('#points-data').getByText(data).click();
    for (const half of ['e', 'm', 'e', 'm']) await page.locator(`#points-${half}`).click();
  }
  for (let lesson = 0; lesson < 6; lesson++) {
    await page.locator('#lesson-list a').nth(lesson).click();
    await page.waitForTimeout(1500);
  }
});
say(
  'longest task of the main thread with points and lessons',
  `${byHand.elapsed.toFixed(1)} ms, of which it worked ${byHand.worked.toFixed(1)} ms`,
);

site.sent();
const balls = await tasksOf(page, async () => {
  await page.locator('#sources').getByText('Bouncing balls').click();
  await page.locator('#balls-count').getByText('8 balls').click();
  await page.getByText('frame 50 of 50').waitFor();
  await page.locator('#restart').click();
  await page.locator('#play').click();
  await page.waitForTimeout(4000);
  await page.locator('#picture canvas').click();
  await page.locator('#play').click();
});
say('longest task of the main thread with eight balls', `${balls.elapsed.toFixed(1)} ms, of which it worked ${balls.worked.toFixed(1)} ms`);
say('extra load of the balls, compressed', `${(site.sent().reduce((sum, { bytes }) => sum + bytes, 0) / 1e6).toFixed(2)} MB`);

const trace = await tasksOf(page, async () => {
  await page.getByRole('button', { name: 'Start training' }).click();
  await page.waitForTimeout(1000 * seconds);
});
say('training', await page.locator('#train-status').innerText());
say('longest task of the main thread while training', `${trace.elapsed.toFixed(1)} ms, of which it worked ${trace.worked.toFixed(1)} ms`);
await site.close();

function markOf(opened: Page): Promise<number> {
  return opened.evaluate(() => performance.getEntriesByName('first grouping')[0]!.startTime);
}

/** Returns the longest task of the page's main thread while `act` runs. */
async function tasksOf(opened: Page, act: () => Promise<void>): Promise<{ elapsed: number; worked: number }> {
  const session = await opened.context().newCDPSession(opened);
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as object as TraceEvent[])));
  const done = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()));
  await session.send('Tracing.start', { traceConfig: { includedCategories: ['toplevel', 'disabled-by-default-devtools.timeline'] } });
  await act();
  await session.send('Tracing.end');
  await done;
  const main = events.find(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')?.tid;
  const tasks = events.filter(({ name, tid }) => tid === main && /RunTask$/.test(name));
  const longest = (key: 'dur' | 'tdur') => Math.max(0, ...tasks.map((task) => task[key] ?? 0)) / 1000;
  return { elapsed: longest('dur'), worked: longest('tdur') };
}
