import {
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { useCpuBackend } from '@neural-em/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createRun,
  decodeSafetensors,
  encodeSafetensors,
  memoryStorage,
  openRun,
  RunDataError,
  readBestWeights,
  readRows,
  StorageError,
  type Weights,
  WeightsError,
} from '../index.ts';
import { folderStorage } from '../node/index.ts';
import { recorded, tinyOptions } from './fixture.ts';
import { sealJson, unsealJson } from './sealed-json.ts';

useCpuBackend();

const root = mkdtempSync(join(tmpdir(), 'nem-hostile-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const VICTIM = 'what somebody wrote for years\n';
const files = new Map<string, Uint8Array>();
const others = new Map<string, Uint8Array>();
const LAST = 'checkpoints/000000012';

beforeAll(async () => {
  for (const [map, seed] of [
    [files, 1],
    [others, 2],
  ] as const) {
    await createRun(memoryStorage(map), { seed });
    await recorded(memoryStorage(map), { ...tinyOptions, seed });
  }
});

/** A run in a folder, beside a victim, with some files replaced. */
function put(name: string, changes: Record<string, Uint8Array> = {}): string {
  const folder = join(root, name, 'run');
  for (const [file, bytes] of Object.entries({ ...Object.fromEntries(files), ...changes })) {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file), bytes);
  }
  mkdirSync(join(root, name, 'victim'));
  writeFileSync(join(root, name, 'victim', 'thesis.txt'), VICTIM);
  return folder;
}

const victimOf = (name: string) => readFileSync(join(root, name, 'victim', 'thesis.txt'), 'utf8');

/** The JSON of the last checkpoint with other content, sealed again, because an attacker who writes the folder can write the checksum, too. */
async function forged(change: (content: Record<string, unknown>) => object): Promise<Record<string, Uint8Array>> {
  const content = await unsealJson('x', files.get(`${LAST}.json`)!);
  return { [`${LAST}.json`]: await sealJson(change(content)) };
}

describe('a run folder from someone else', () => {
  it.each([
    ['removes nothing', '../victim/thesis.txt', 0],
    ['cuts nothing', '../victim/thesis.txt', 4],
    ['reaches nothing by an absolute name', '/etc/passwd', 0],
    ['removes nothing of its own either', 'config.json', 0],
  ])('%s', async (name, log, length) => {
    const changes = await forged((content) => ({ ...content, logs: { ...(content.logs as object), [log]: { length } } }));
    const folder = put(name, changes);
    const before = readdirSync(folder, { recursive: true }).sort();
    await expect(openRun(folderStorage(folder))).rejects.toThrow(
      `the checkpoint names logs that this run does not keep: ${log}; it keeps metrics.jsonl`,
    );
    expect(victimOf(name)).toBe(VICTIM);
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(before);
  });

  it('is not followed where it links to', async () => {
    const folder = put('links');
    rmSync(join(folder, 'metrics.jsonl'));
    symlinkSync(join(root, 'links', 'victim', 'thesis.txt'), join(folder, 'metrics.jsonl'));
    await expect(openRun(folderStorage(folder))).rejects.toThrow(StorageError);
    await expect(openRun(folderStorage(folder))).rejects.toThrow(/metrics.jsonl is a link, which may lead out of the folder of the run/);
    expect(victimOf('links')).toBe(VICTIM);
  });

  it('is not followed where a file that was half written links to', async () => {
    const folder = put('partials');
    symlinkSync(join(root, 'partials', 'victim', 'thesis.txt'), join(folder, 'figure.png.partial'));
    await folderStorage(folder).write('figure.png', new TextEncoder().encode('a picture'));
    expect([victimOf('partials'), readFileSync(join(folder, 'figure.png'), 'utf8')]).toEqual([VICTIM, 'a picture']);
    expect(lstatSync(join(folder, 'figure.png')).isFile()).toBe(true);
  });

  it('has its checkpoints in the folder itself: a link to another place would begin the run anew, or empty that place', async () => {
    const folder = put('linked');
    renameSync(join(folder, 'checkpoints'), join(root, 'linked', 'victim', 'checkpoints'));
    symlinkSync(join(root, 'linked', 'victim', 'checkpoints'), join(folder, 'checkpoints'));
    const before = readdirSync(join(root, 'linked', 'victim', 'checkpoints'));
    await expect(openRun(folderStorage(folder))).rejects.toThrow('checkpoints is not a folder: a link to one is not followed');
    expect(readdirSync(join(root, 'linked', 'victim', 'checkpoints'))).toEqual(before);
  });

  it('keeps the files that no run writes, such as notes beside the checkpoints', async () => {
    const note = new TextEncoder().encode('note');
    const folder = put('notes', { 'checkpoints/notes.txt': note, 'checkpoints/000000099.safetensors': note });
    await openRun(folderStorage(folder));
    expect(readdirSync(join(folder, 'checkpoints'))).toContain('notes.txt');
    expect(readdirSync(join(folder, 'checkpoints'))).not.toContain('000000099.safetensors');
  });

  it('names nothing that a storage would look for elsewhere', async () => {
    const storage = folderStorage(put('names'));
    for (const name of ['../victim/thesis.txt', '/etc/passwd', 'a/../../victim/thesis.txt', 'C:\\x', 'a\\b', './a', 'a//b', 'a\0b'])
      for (const act of [
        storage.read(name),
        storage.write(name, new Uint8Array(0)),
        storage.remove(name),
        storage.append(name, new Uint8Array(0)),
      ])
        await expect(act).rejects.toThrow(/its name leads out of the folder of the run/);
    expect(victimOf('names')).toBe(VICTIM);
  });
});

describe('damage that only a checksum notices', () => {
  const opened = (changes: Record<string, Uint8Array>) => openRun(memoryStorage(new Map([...files, ...Object.entries(changes)])));

  it('in the rows of a run', async () => {
    const rows = new TextDecoder().decode(files.get('metrics.jsonl'));
    const changed = new TextEncoder().encode(rows.replace(/"loss":(\d)/, (_, digit) => `"loss":${(Number(digit) + 1) % 10}`));
    expect(changed.length).toBe(files.get('metrics.jsonl')!.length);
    await expect(opened({ 'metrics.jsonl': changed })).rejects.toThrow(
      /metrics.jsonl was changed or damaged: the checksum of its first \d+ bytes/,
    );
  });

  it('in the rows of a run that are only read, though an interruption may leave a row unfinished', async () => {
    const whole = new TextDecoder().decode(files.get('metrics.jsonl'));
    const read = (text: string, changes: Record<string, Uint8Array> = {}) =>
      readRows(memoryStorage(new Map([...files, ['metrics.jsonl', new TextEncoder().encode(text)], ...Object.entries(changes)])));
    expect((await read(whole)).filter(({ kind }) => kind === 'step').length).toBe(12);
    expect((await read(`${whole}{"kind":"st`)).length).toBe((await read(whole)).length);
    await expect(read(whole.replace('"step":3', '"step":4'))).rejects.toThrow(/metrics.jsonl was changed or damaged/);
    await expect(read('\0'.repeat(whole.length))).rejects.toThrow(/metrics.jsonl was changed or damaged/);
    const bare = Object.fromEntries(
      [...files.keys()].filter((name) => name.startsWith('checkpoints/')).map((name) => [name, new Uint8Array(0)]),
    );
    for (const [text, message] of [
      ['{"kind":1}\n', 'line 1 has no kind, step and epoch'],
      ['{"kind":"step","step":1,"epoch":1,"loss":"<b>"}\n', 'line 1 has a loss that is not a number'],
      ['[]\n', 'line 1 is not a JSON object'],
      [`{"kind":"step","step":1,"epoch":1,"x":${'['.repeat(9000)}${']'.repeat(9000)}}\n`, 'line 1 is not a JSON object of a few levels'],
      ['\0\0\n', 'line 1 is not JSON'],
    ] as const)
      await expect(read(text, bare)).rejects.toThrow(`metrics.jsonl is damaged: ${message}`);
  });

  it('in the best weights, whatever the bit', async () => {
    const best = files.get('best/weights.safetensors')!;
    for (const at of [20, best.length - 1, best.length - 40]) {
      const changed = best.slice();
      changed[at]! ^= 1;
      const copy = new Map([...files, ['best/weights.safetensors', changed] as const]);
      const error: unknown = await readBestWeights(memoryStorage(copy)).catch((reason: unknown) => reason);
      expect(error instanceof RunDataError || error instanceof WeightsError).toBe(true);
      // Resuming the run writes them again.
      await openRun(memoryStorage(copy));
      expect(copy.get('best/weights.safetensors')).toEqual(best);
    }
  });

  it('where weights are not numbers', async () => {
    const { weights, metadata } = decodeSafetensors(files.get('best/weights.safetensors')!);
    const [[name, first]] = Object.entries(weights) as [[string, Weights[string]]];
    const broken = { ...weights, [name]: { ...first, values: first.values.map((value, i) => (i === 0 ? Number.NaN : value)) } };
    const copy = new Map([...files].filter(([file]) => file !== 'best/weights.json' && !file.startsWith('checkpoints/')));
    copy.set('best/weights.safetensors', encodeSafetensors(broken, metadata));
    await expect(readBestWeights(memoryStorage(copy))).rejects.toThrow(`${name} is not finite: value 0 is NaN`);
  });
});

it('best weights without a voucher are refused if the run has vouchers, and reported if nothing says that it has', async () => {
  const copy = new Map([...files].filter(([file]) => file !== 'best/weights.json'));
  copy.set('best/weights.safetensors', others.get('best/weights.safetensors')!);
  await expect(readBestWeights(memoryStorage(copy))).rejects.toThrow(
    'best/weights.json is missing, so best/weights.safetensors may belong to another run. Resuming the run writes both again',
  );
  await openRun(memoryStorage(copy));
  for (const name of ['weights.safetensors', 'weights.json']) expect(copy.get(`best/${name}`)).toEqual(files.get(`best/${name}`));
  // Recorded runs have no checkpoints.
  const notices: string[] = [];
  const recordedRun = new Map([...files].filter(([file]) => file !== 'best/weights.json' && !file.startsWith('checkpoints/')));
  await expect(readBestWeights(memoryStorage(recordedRun), { notice: (text) => notices.push(text) })).resolves.toBeDefined();
  expect(notices).toEqual([expect.stringContaining('best/weights.safetensors is used without a check')]);
  expect(await readBestWeights(memoryStorage(files), { notice: (text) => notices.push(text) })).toBeDefined();
  expect(notices).toHaveLength(1);
});

describe('files of another run or another step are refused', () => {
  const pair = (from: Map<string, Uint8Array>, step: string, to = step) =>
    Object.fromEntries(['json', 'safetensors'].map((end) => [`checkpoints/${to}.${end}`, from.get(`checkpoints/${step}.${end}`)!]));

  it('a checkpoint of another run', async () => {
    const copy = new Map([...files].filter(([name]) => !name.startsWith('checkpoints/')));
    for (const [name, bytes] of Object.entries(pair(others, '000000012'))) copy.set(name, bytes);
    await expect(openRun(memoryStorage(copy))).rejects.toThrow(
      /000000012.json is of another run: it names "[0-9a-f]{64}", and config.json is/,
    );
  });

  it('a checkpoint that was renamed', async () => {
    const copy = new Map([...files].filter(([name]) => !name.startsWith('checkpoints/')));
    for (const [name, bytes] of Object.entries(pair(files, '000000012', '000000015'))) copy.set(name, bytes);
    await expect(openRun(memoryStorage(copy))).rejects.toThrow('000000015.json is of step 12, and its name says 15');
  });

  it('best weights of another run', async () => {
    for (const names of [['weights.safetensors'], ['weights.safetensors', 'weights.json']]) {
      const copy = new Map(files);
      for (const name of names) copy.set(`best/${name}`, others.get(`best/${name}`)!);
      await expect(readBestWeights(memoryStorage(copy))).rejects.toThrow(RunDataError);
    }
  });
});

it('runs of the first format load, go on and end: no release orphans them', async () => {
  const folder = join(root, 'first');
  cpSync(fileURLToPath(new URL('../../fixtures/run-1', import.meta.url)), folder, { recursive: true });
  rmSync(join(folder, 'DONE'));
  const storage = folderStorage(folder);
  expect(Object.keys((await readBestWeights(storage)) ?? {})).not.toEqual([]);
  const run = await openRun(storage);
  expect([run.config, run.checkpoint?.state.step]).toEqual([{ note: 'tiny, of the first format' }, 12]);
  const reports = await recorded(storage, { ...tinyOptions, maxSteps: 16 });
  expect(reports.at(-1)).toMatchObject({ kind: 'end' });
  await expect(readBestWeights(storage)).resolves.toBeDefined();
});
