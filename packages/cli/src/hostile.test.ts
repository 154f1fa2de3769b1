import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bin, runNem, tiny } from './run-nem.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'nem-hostile-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const nem = (...args: string[]) => runNem(folder, args);

beforeAll(async () => {
  const { code, stderr } = await nem('train', 'static-shapes', ...tiny, '--backend', 'wasm', '--out', 'good');
  expect([code, stderr]).toEqual([0, expect.not.stringMatching(/bug/)]);
}, 120_000);

/** A copy of the good run, changed. */
function damaged(name: string, change: (run: string) => void): string {
  cpSync(join(folder, 'good'), join(folder, name), { recursive: true });
  change(join(folder, name));
  return name;
}

const replace = (file: string, from: RegExp, to: string) => writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));

describe('a run folder that was tampered with or damaged ends commands with 5 and a sentence', () => {
  it.each<[string, string, (run: string) => void, RegExp]>([
    [
      'markup',
      'compare',
      (run) => replace(join(run, 'result.json'), /"step": 2/, '"step": {"html": "<meta>"}'),
      /result.json: step must be a whole number/,
    ],
    [
      'zeros',
      'log',
      (run) => writeFileSync(join(run, 'metrics.jsonl'), Buffer.alloc(readFileSync(join(run, 'metrics.jsonl')).length)),
      /metrics.jsonl was changed or damaged/,
    ],
    ['numbers', 'compare', (run) => replace(join(run, 'metrics.jsonl'), /"step":1/, '"step":7'), /metrics.jsonl was changed or damaged/],
    [
      'a bit',
      'evaluate',
      (run) => {
        const file = join(run, 'best/weights.safetensors');
        const bytes = readFileSync(file);
        bytes[bytes.length - 9]! ^= 1;
        writeFileSync(file, bytes);
      },
      /best\/weights.safetensors was changed or damaged/,
    ],
  ])('%s', async (name, command, change, message) => {
    const { code, stdout, stderr } = await nem(command, damaged(name, change));
    expect([code, stdout]).toEqual([5, '']);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/bug|at .*\.js/);
  });
});

it('trains on where nobody reads what is printed', async () => {
  const line = await new Promise<string>((resolve) => {
    const command = `"$0" "$1" train static-shapes ${tiny.join(' ')} --backend wasm --out piped 2>&1 | head -1`;
    execFile('sh', ['-c', command, process.execPath, bin], { cwd: folder }, (_, stdout) => resolve(stdout));
  });
  expect(line).toMatch(/^backend: wasm/);
  for (let waited = 0; !existsSync(join(folder, 'piped', 'DONE')) && waited < 300; waited++)
    await new Promise((wake) => setTimeout(wake, 100));
  expect(existsSync(join(folder, 'piped', 'DONE'))).toBe(true);
}, 120_000);

it('says in a sentence that a folder is a link to nowhere, or that a name would move the cursor', async () => {
  renameSync(join(folder, 'piped'), join(folder, 'moved'));
  const { code, stderr } = await nem('show', 'bad\u001b[31mname');
  expect([code, stderr]).toEqual([2, 'error: bad\ufffd[31mname is not a run: it has no config.json\n']);
});

it.skipIf(!existsSync('/dev/full'))('says in a sentence that a device is full', async () => {
  const { code, stderr } = await runNem(folder, ['log', 'good'], { before: 'exec >/dev/full' });
  expect(code).toBe(5);
  expect(stderr).toMatch(/^error: could not print: ENOSPC/);
});
