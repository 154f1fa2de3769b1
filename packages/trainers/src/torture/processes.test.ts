import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openRunFolder, RunLockedError, StorageError } from '../node/index.ts';
import { lockFolder } from '../node/lock.ts';
import { buildWorker, startWorker } from './processes.ts';
import { torture } from './torture.ts';

const folder = mkdtempSync(join(tmpdir(), 'nem-processes-'));
let worker: string;
beforeAll(async () => {
  worker = await buildWorker(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

it('kill -9 at 50 random moments: every run ends as the uninterrupted one, file for file', async () => {
  const { kills, runs, faults } = await torture({ kills: 50, steps: 60, seed: 1 });
  expect(faults).toEqual([]);
  expect([kills, runs > 0]).toEqual([50, true]);
}, 240_000);

it('of eight processes at one folder, even beside a lock left behind, one proceeds', async () => {
  const place = join(folder, 'contended');
  mkdirSync(place);
  writeFileSync(join(place, `lock-${hostname()}-${2 ** 22 + 1}-1`), '');
  const workers = Array.from({ length: 8 }, () => startWorker(worker, place, '400'));
  const ends = await Promise.all(workers.map(({ exit }) => exit));
  expect(ends.map(({ code }) => code).sort()).toEqual([0, 4, 4, 4, 4, 4, 4, 4]);
  for (const { code, stderr } of ends)
    if (code === 4) expect(stderr).toMatch(/contended is in use by process \d+: two runs cannot write to one folder/);
  expect(readdirSync(place).filter((name) => name.startsWith('lock'))).toEqual([]);
}, 120_000);

it('a lock belongs to one opener at a time, and is taken over from a process number used again', async () => {
  const place = join(folder, 'locked');
  const first = await openRunFolder(place);
  await expect(openRunFolder(place)).rejects.toThrow(RunLockedError);
  await first.close();
  // The number of this process, but another time of its start.
  writeFileSync(join(place, `lock-${hostname()}-${process.pid}-1`), '');
  const second = await openRunFolder(place);
  expect(readdirSync(place)).toHaveLength(1);
  await second.close();
  writeFileSync(join(place, 'lock-another-machine-7-1'), '');
  await expect(openRunFolder(place)).rejects.toThrow(/in use by process 7 on another-machine/);
  // The lock of that machine was last touched eleven minutes ago.
  const before = new Date(Date.now() - 11 * 60_000);
  utimesSync(join(place, 'lock-another-machine-7-1'), before, before);
  await (await lockFolder(place, { times: { beat: 20, silence: 10 * 60_000 } }))();
  expect(readdirSync(place)).toEqual([]);
});

it.each([
  ['another machine whose clock is half an hour behind', 'lock-another-machine-7-1', -30],
  ['another machine whose clock is a year ahead', 'lock-another-machine-7-1', 365 * 24 * 60],
  ['a container of the same host name', `lock-${hostname()}-${2 ** 22 + 1}-1-s00000000`, -30],
])('a live lock of %s is kept, and taken over once it is not touched any more', async (_, name, minutes) => {
  const place = mkdtempSync(join(folder, 'elsewhere-'));
  const times = { beat: 40, silence: 10 * 60_000 };
  const touch = () => {
    const there = new Date(Date.now() + minutes * 60_000);
    utimesSync(join(place, name), there, there);
  };
  writeFileSync(join(place, name), '');
  touch();
  const beat = setInterval(touch, times.beat);
  const told: string[] = [];
  const notice = (text: string) => told.push(text);
  await expect(lockFolder(place, { times, notice })).rejects.toThrow(
    /is in use by process \d+ on .*two runs.*counts as left behind after ten minutes; or remove/,
  );
  clearInterval(beat);
  // The message says which lock it waits for, how long, and who owns the lock.
  expect(told[0]).toMatch(/^waits for at most 1 s, until [\d:]+: .*lock-.* is the lock of process \d+ on [\w-]+, last touched \d{4}-/);
  await (await lockFolder(place, { times }))();
  expect(readdirSync(place)).toEqual([]);
});

it('a folder that cannot be made is told', async () => {
  writeFileSync(join(folder, 'file'), '');
  await expect(openRunFolder(join(folder, 'file', 'run'))).rejects.toThrow(StorageError);
});
