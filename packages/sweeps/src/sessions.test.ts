import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunLockedError } from '@neural-em/trainers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readRunTime, timed } from './sessions.ts';

let run: string;
beforeEach(() => {
  run = mkdtempSync(join(tmpdir(), 'nem-sessions-'));
});
afterEach(() => rmSync(run, { recursive: true }));
const begin = () => writeFileSync(join(run, 'config.json'), '{}');

it('adds up the sessions of a run, also those that failed', async () => {
  await timed(run, async () => begin());
  const first = readRunTime(run)!;
  expect(first.isWhole).toBe(true);
  await expect(timed(run, () => Promise.reject(new Error('a full disk')))).rejects.toThrow('a full disk');
  expect(readRunTime(run)!.seconds).toBeGreaterThan(first.seconds);
  expect(readRunTime(run)!.isWhole).toBe(true);
});

it('takes a damaged file for none', async () => {
  begin();
  for (const text of ['{"seconds"', 'null', '{}', '{"seconds":"3"}']) {
    writeFileSync(join(run, 'sessions.json'), text);
    expect(readRunTime(run)).toBeUndefined();
  }
  await timed(run, async () => {});
  expect(readRunTime(run)).toMatchObject({ isWhole: false });
});

it('says so where a session was not timed', async () => {
  begin();
  await timed(run, async () => {});
  expect(readRunTime(run)).toMatchObject({ isWhole: false });
});

it('keeps away from a run that never began, and from one of another process', async () => {
  await timed(run, async () => {});
  expect(existsSync(join(run, 'sessions.json'))).toBe(false);
  begin();
  await expect(timed(run, () => Promise.reject(new RunLockedError('in use')))).rejects.toThrow(RunLockedError);
  expect(readRunTime(run)).toBeUndefined();
});
