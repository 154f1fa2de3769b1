import type { RunLogger } from '@neural-em/trainers/loggers';
import { expect, it } from 'vitest';
import { tellAll } from './tell-all.ts';

it('a logger that fails is told of once, until it works again, and keeps nothing from the others', async () => {
  const told: string[] = [];
  let away = false;
  const logger = (name: string, fails: () => boolean): RunLogger => {
    const tell = async (what: string) => {
      if (fails()) throw new Error('nobody answers');
      told.push(`${name} ${what}`);
    };
    return { name, begin: ({ name: run }) => tell(run), log: ({ kind }) => tell(kind), end: ({ status }) => tell(status) };
  };
  const said: string[] = [];
  const all = tellAll([logger('a', () => away), logger('b', () => false)], (text) => said.push(text));
  const report = { kind: 'end', step: 1, epoch: 1, reason: 'paused', bestStep: null } as const;
  await all.begin({ name: 'run', id: 'run', settings: {} });
  away = true;
  await all.log(report);
  await all.log(report);
  away = false;
  await all.log(report);
  away = true;
  await all.end({ status: 'paused' });
  expect(told).toEqual(['a run', 'b run', 'b end', 'b end', 'a end', 'b end', 'b paused']);
  expect(said).toEqual(['logging to a failed: nobody answers', 'logging to a failed: nobody answers']);
});

it('a logger that cannot begin is told of once, and is left out until the run is resumed', async () => {
  const said: string[] = [];
  const heard: string[] = [];
  const logger: RunLogger = {
    name: 'a',
    begin: () => Promise.reject(new Error('nobody answers')),
    log: async ({ kind }) => void heard.push(kind),
    end: async ({ status }) => void heard.push(status),
  };
  const all = tellAll([logger], (text) => said.push(text));
  await all.begin({ name: 'run', id: 'run', settings: {} });
  await all.log({ kind: 'end', step: 1, epoch: 1, reason: 'paused', bestStep: null });
  await all.end({ status: 'paused' });
  expect(heard).toEqual([]);
  expect(said).toEqual(['logging to a failed: nobody answers; until the run is resumed, nothing more is logged there']);
});
