import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderStorage } from '@neural-em/trainers/node';
import { afterAll, expect, it } from 'vitest';
import { fetchRun, folderArtefacts, keepRun } from './artefacts.ts';

const folder = mkdtempSync(join(tmpdir(), 'nem-artefacts-'));
afterAll(() => rmSync(folder, { recursive: true }));
const bytes = (text: string) => new TextEncoder().encode(text);

it('what makes it a run is kept first, what vouches for other files after them, old checkpoints go, and locks stay behind', async () => {
  const run = folderStorage(join(folder, 'run'));
  const names = [
    'config.json',
    'metrics.jsonl',
    'best/weights.safetensors',
    'checkpoints/000000002.safetensors',
    'checkpoints/000000002.json',
    'DONE',
    'lock-a-1-2',
  ];
  for (const name of names) await run.write(name, bytes(name));
  const kept = folderArtefacts(join(folder, 'store'))('run');
  await kept.write('checkpoints/000000001.json', bytes('older'));
  const written: string[] = [];
  await keepRun(join(folder, 'run'), {
    ...kept,
    write: (name, content) => {
      written.push(name);
      return kept.write(name, content);
    },
  });
  expect(written[0]).toBe('config.json');
  expect(written.slice(-3)).toEqual(['checkpoints/000000002.safetensors', 'checkpoints/000000002.json', 'DONE']);
  expect((await kept.list()).sort()).toEqual(names.slice(0, -1).sort());
  await fetchRun(kept, join(folder, 'again'));
  const again = folderStorage(join(folder, 'again'));
  expect((await again.list()).sort()).toEqual(names.slice(0, -1).sort());
  expect(new TextDecoder().decode(await again.read('metrics.jsonl'))).toBe('metrics.jsonl');
});

it('what another worker has taken further is not overwritten', async () => {
  const run = folderStorage(join(folder, 'late'));
  await run.write('metrics.jsonl', bytes('late'));
  await run.write('checkpoints/000000002.json', bytes('2'));
  for (const further of ['checkpoints/000000003.json', 'DONE']) {
    const kept = folderArtefacts(join(folder, 'further'))(further.replace(/\W/g, '-'));
    await kept.write(further, bytes('3'));
    await keepRun(join(folder, 'late'), kept);
    expect(await kept.list()).toEqual([further]);
  }
});
