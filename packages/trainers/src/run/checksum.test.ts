import { useCpuBackend } from '@neural-em/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  decodeSafetensors,
  encodeSafetensors,
  memoryStorage,
  openRun,
  RunDataError,
  readBestWeights,
  readRows,
  type Weights,
  WeightsError,
} from '../index.ts';
import { finishedRun } from './fixture.ts';

useCpuBackend();

let files: Map<string, Uint8Array>;
let others: Map<string, Uint8Array>;

beforeAll(async () => {
  files = await finishedRun(1);
  others = await finishedRun(2);
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
