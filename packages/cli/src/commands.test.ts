import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bin, runEach, runNem, tiny } from './run-nem.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'nem-commands-'));
const nem = (...args: string[]) => runNem(folder, args);

beforeAll(async () => {
  expect(await nem('train', 'static-shapes', ...tiny, '--out', 'one', '--tensor-board')).toMatchObject({ code: 0 });
  expect(await nem('train', 'static-shapes', ...tiny, '--out', 'two', '--k', '3', '--seed', '7')).toMatchObject({ code: 0 });
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true }));

it('compare puts runs side by side, as a table, CSV or JSON', async () => {
  const [table, json, csv] = await runEach(folder, [
    ['compare', 'one', 'two'],
    ['compare', 'one', '--json'],
    ['compare', 'one', 'two', '--csv'],
  ]);
  expect(table!.stdout).toMatch(
    /^run +model +K +seed +steps +best +validation loss +AMI \(max\)[\s\S]*\none +rnn-em +4 +1 +2 +2 [\s\S]*\ntwo +rnn-em +3 +7 /,
  );
  const { runs } = JSON.parse(json!.stdout);
  const result = JSON.parse(readFileSync(join(folder, 'one/result.json'), 'utf8'));
  expect(runs[0]).toMatchObject({ run: 'one', done: true, steps: 2, amiMax: result.rows[0].amiMax, ari: result.rows[0].ari });
  expect(csv!.stdout.split('\r\n')).toHaveLength(4);
});

it('evaluate writes vectors, and probe reads factors from them beside k-means and no training', async () => {
  expect(await nem('evaluate', 'one', '--vectors', 'vectors.npz', '--test-images', '3')).toMatchObject({ code: 0 });
  const archive = readFileSync(join(folder, 'vectors.npz')).toString('latin1');
  for (const name of ['theta', 'objects', 'frames', 'factors/positions', 'factors/shapes']) expect(archive).toContain(`${name}.npy`);
  const { code, stderr } = await nem('evaluate', 'one', 'two', '--vectors', 'both.npz');
  expect([code, stderr]).toEqual([2, expect.stringMatching(/differ only in their seed|writes the vectors of one run/)]);
  const flags = ['probe', 'one', '--training-images', '20', '--test-images', '10'];
  const [probe, json] = await runEach(folder, [flags, [...flags, '--json']]);
  expect(probe!.stdout).toMatch(/^read from one vector per object, .*\nvectors +positions \(R²\) +shapes \(accuracy\)\nrnn-em +-?\d/);
  const { rows } = JSON.parse(json!.stdout);
  expect(rows.map(({ name }: { name: string }) => name)).toEqual(['rnn-em', 'k-means on coordinates', 'rnn-em, untrained']);
});

it('log prints the rows of a run', async () => {
  expect((await nem('log', 'one')).stdout).toBe(readFileSync(join(folder, 'one/metrics.jsonl'), 'utf8'));
  const csv = (await nem('log', 'one', '--kind', 'step', '--csv')).stdout.split('\r\n');
  expect(csv[0]).toBe('kind,step,epoch,loss,intra,inter,gradientNorm,rate');
  expect(csv.slice(1, 3).map((line) => line.split(',').slice(0, 3))).toEqual([
    ['step', '1', '1'],
    ['step', '2', '1'],
  ]);
});

it('print-config prints a yaml, toml or json file that --config reads', async () => {
  const formats = ['yaml', 'toml', 'json'];
  const settings = ['print-config', 'static-shapes', '--k', '6', '--set', 'run.clipNorm=2'];
  const printed = await runEach(
    folder,
    formats.map((format) => [...settings, '--format', format]),
  );
  const paths = formats.map((format) => join(folder, `settings.${format}`));
  for (const [i, path] of paths.entries()) writeFileSync(path, printed[i]!.stdout);
  const again = await runEach(
    folder,
    paths.map((path) => ['print-config', '--config', path, '--format', 'json']),
  );
  for (const { stdout } of again)
    expect(JSON.parse(stdout)).toMatchObject({ experiment: 'static-shapes', model: { components: 6 }, run: { clipNorm: 2 } });
});

describe('completion', () => {
  it('completes commands, experiments and flags in bash', async () => {
    const { stdout } = await nem('completion', 'bash');
    writeFileSync(join(folder, 'complete.sh'), `${stdout}\nCOMP_WORDS=(nem "$@"); COMP_CWORD=$#; _nem; echo "\${COMPREPLY[@]}"`);
    const complete = (...words: string[]) => execFileSync('bash', [join(folder, 'complete.sh'), ...words], { encoding: 'utf8' }).trim();
    expect(complete('comp')).toBe('compare completion');
    expect(complete('train', 'static-sh').split(' ')).toContain('static-shapes');
    expect(complete('train', '--res')).toBe('--resume --restarts');
    expect(complete('data', 'ex')).toBe('export');
  });

  it('is written for zsh and fish too', async () => {
    const [zsh, fish] = await runEach(folder, [
      ['completion', 'zsh'],
      ['completion', 'fish'],
    ]);
    expect(zsh!.stdout).toMatch(/^#compdef nem[\s\S]*train\) compadd -- static-shapes/);
    expect(fish!.stdout).toMatch(/__fish_seen_subcommand_from train' -a 'static-shapes/);
  });
});

it('--tensor-board writes event files, with pictures', () => {
  const file = readFileSync(join(folder, 'one/tensorboard/events.out.tfevents.0.nem'));
  for (const part of ['brain.Event:2', 'training/loss', 'validation/ari', '\x89PNG'])
    expect(file.includes(Buffer.from(part, 'latin1')), part).toBe(true);
});

it('ends quietly where nobody reads what it prints', () => {
  const { status, stderr } = spawnSync('bash', [
    '-o',
    'pipefail',
    '-c',
    `"$0" "$1" experiments | (exec 0<&-; sleep 2)`,
    process.execPath,
    bin,
  ]);
  expect([status, String(stderr)]).toEqual([0, '']);
});
