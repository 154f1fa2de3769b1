import { expect, it } from 'vitest';
import { hasRoom } from './memory.ts';
import type { Outcome } from './messages.ts';
import { type ScheduleOptions, schedule } from './schedule.ts';
import { secondsLeft } from './time-left.ts';

const MEMORY = 2 ** 40;

/**
 * Fakes runs whose attempts end with the given outcomes, and with `done` after these. Records which runs were under way at the same time.
 */
function world(outcomes: Readonly<Record<string, readonly Outcome[]>> = {}) {
  const begun: string[] = [];
  const said: string[] = [];
  let running = 0;
  let most = 0;
  const start: ScheduleOptions<string>['start'] = (run) => {
    const outcome = outcomes[run]?.[begun.filter((other) => other === run).length] ?? { kind: 'done' };
    begun.push(run);
    most = Math.max(most, ++running);
    let pause = () => {};
    const ended = new Promise<Outcome>((resolve) => {
      pause = () => resolve({ kind: 'paused' });
      setTimeout(() => resolve(outcome), 5);
    }).finally(() => running--);
    return { ended, pause };
  };
  const options = { jobs: 2, retries: 1, wait: 0, memory: () => MEMORY, nameOf: (run: string) => run, onChange: () => {} };
  return { begun, said, mostAtOnce: () => most, options: { ...options, start, say: (text: string) => void said.push(text) } };
}

const statesOf = (ended: Awaited<ReturnType<typeof schedule<string>>>) => Object.fromEntries(ended.map(({ run, state }) => [run, state]));
const failed = (again: boolean): Outcome => ({ kind: 'failed', message: 'it broke', again });

it('does all runs, as many at a time as told, each once', async () => {
  const { options, begun, mostAtOnce } = world();
  const ended = await schedule(['a', 'b', 'c', 'd', 'e'], options);
  expect(ended.every(({ state }) => state === 'done')).toBe(true);
  expect([begun.sort(), mostAtOnce()]).toEqual([['a', 'b', 'c', 'd', 'e'], 2]);
});

it('a run that fails stops no other; it is tried again where that may help', async () => {
  const { options, begun, said } = world({ a: [failed(true)], b: [failed(true), failed(true)], c: [failed(false)] });
  const ended = await schedule(['a', 'b', 'c', 'd'], options);
  expect(statesOf(ended)).toEqual({ a: 'done', b: 'failed', c: 'failed', d: 'done' });
  expect(begun.sort()).toEqual(['a', 'a', 'b', 'b', 'c', 'd']);
  expect(said).toContain('a failed: it broke; it is tried again');
});

it('a disk that is full: waits, says so, goes on with one run, then with all', async () => {
  const full: Outcome = { kind: 'full', message: 'there is no space left' };
  const { options, said, begun } = world({ a: [full, full], b: [full] });
  const ended = await schedule(['a', 'b', 'c'], { ...options, retries: 0 });
  expect(ended.every(({ state, failures }) => state === 'done' && failures === 0)).toBe(true);
  expect(said[0]).toBe('there is no space left: the sweep waits, and tries again every 0 s');
  expect(begun.slice(0, 3)).toEqual(['a', 'b', 'a']);
});

it('what another process is at is passed over', async () => {
  const { options } = world({ a: [{ kind: 'locked', message: 'in use' }] });
  expect(statesOf(await schedule(['a', 'b'], options))).toEqual({ a: 'elsewhere', b: 'done' });
});

it('a pause saves what is under way and begins nothing', async () => {
  const { options, begun } = world();
  const controller = new AbortController();
  const ending = schedule(['a', 'b', 'c'], { ...options, pause: controller.signal });
  controller.abort();
  expect(statesOf(await ending)).toEqual({ a: 'paused', b: 'paused', c: 'waiting' });
  expect(begun).toEqual(['a', 'b']);
});

it('nothing to do is done at once', async () => {
  expect(await schedule([], world().options)).toEqual([]);
});

it('memory holds as many as fit beside what those that run are still to take; one always', async () => {
  const { options, mostAtOnce } = world();
  await schedule(['a', 'b', 'c', 'd'], { ...options, jobs: 4, memory: () => 1 });
  expect(mostAtOnce()).toBe(1);
  const G = 2 ** 30;
  expect(hasRoom([], 50 * G, 1)).toBe(true);
  expect(hasRoom([5 * G], 5 * G, 6 * G)).toBe(false);
  expect(hasRoom([6 * G], 5 * G, 6 * G)).toBe(true);
  // Two processes have not reported yet, so each is assumed to grow to the size of the largest.
  expect(hasRoom([undefined, undefined], 5 * G, 17 * G)).toBe(false);
  expect(hasRoom([undefined, undefined], 5 * G, 19 * G)).toBe(true);
});

it.each([0, 5])('tells the time left within a factor of 1.5 once a tenth of the work is done; processes begin within %i s', (lead) => {
  // 30 runs with three costs in turn, 4 at a time; each run takes as many seconds as it costs.
  const costs = Array.from({ length: 30 }, (_, i) => [10, 20, 40][i % 3]!);
  const ends: number[] = [];
  const begins = costs.map((cost) => {
    const free = ends.length < 4 ? 0 : [...ends].sort((a, b) => b - a)[3]!;
    ends.push(free + lead + cost);
    return free;
  });
  const total = Math.max(...ends);
  for (let share = 0.1; share < 0.95; share += 0.05) {
    const now = share * total;
    const runs = costs.map((cost, i) => {
      const seconds = Math.min(lead + cost, Math.max(0, now - begins[i]!));
      const fraction = Math.max(0, seconds - lead) / cost;
      return { cost, fraction, from: 0, seconds, lead: Math.min(lead, seconds), open: fraction < 1 };
    });
    const told = secondsLeft(runs, 4)!;
    expect(told / (total - now), `at ${share}`).toBeGreaterThan(1 / 1.5);
    expect(told / (total - now), `at ${share}`).toBeLessThan(1.5);
  }
  expect(secondsLeft([{ cost: 1, fraction: 0, from: 0, seconds: 3, lead: 3, open: true }], 1)).toBeUndefined();
});
