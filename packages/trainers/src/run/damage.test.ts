import { createRandom, type Random } from '@neural-em/random';
import { useCpuBackend } from '@neural-em/testing';
import { beforeAll, expect, it } from 'vitest';
import { createRun, memoryStorage, openRun, RunDataError, readBestWeights, readConfig, WeightsError } from '../index.ts';
import { recorded } from './fixture.ts';

useCpuBackend();

const last = 'checkpoints/000000012';
const files = new Map<string, Uint8Array>();

beforeAll(async () => {
  await createRun(memoryStorage(files), { settings: { seed: 1, sizes: [28, 28], rate: 1e-3, name: 'shapes' } });
  await recorded(memoryStorage(files));
});

/** Returns a copy with a few changes: other bytes, bytes removed or added, the end cut off, a piece of zeros. */
function mutate(bytes: Uint8Array, random: Random): Uint8Array {
  const kinds = [
    () => {
      const copy = bytes.slice();
      for (let n = random.integer(4); n >= 0; n--) copy[random.integer(copy.length)] = random.integer(256);
      return copy;
    },
    () => {
      const at = random.integer(bytes.length);
      return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + 1 + random.integer(8))]);
    },
    () => {
      const at = random.integer(bytes.length);
      return Uint8Array.from([...bytes.subarray(0, at), 48 + random.integer(10), ...bytes.subarray(at)]);
    },
    () => bytes.slice(0, random.integer(bytes.length)),
    () => bytes.slice().fill(0, random.integer(bytes.length)),
  ];
  return kinds[random.integer(kinds.length)]!();
}

it('600 damaged checkpoints are refused with a typed error, or are the same checkpoint', async () => {
  const random = createRandom('damaged checkpoints');
  const good = (await openRun(memoryStorage(new Map(files)))).checkpoint;
  let refused = 0;
  for (let i = 0; i < 600; i++) {
    const name = `${last}.${i % 2 ? 'json' : 'safetensors'}`;
    // There is only this checkpoint, so the run cannot use an older one.
    const copy = new Map([...files].filter(([file]) => !file.startsWith('checkpoints/') || file.startsWith(last)));
    copy.set(name, mutate(files.get(name)!, random));
    try {
      // A change of white space, for one, changes nothing.
      expect((await openRun(memoryStorage(copy))).checkpoint).toEqual(good);
    } catch (error) {
      expect(error).toBeInstanceOf(RunDataError);
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(500);
});

it('500 damaged settings are refused with a typed error, or are the same settings', async () => {
  const random = createRandom('damaged settings');
  const good = await readConfig(memoryStorage(files));
  let refused = 0;
  for (let i = 0; i < 500; i++) {
    const copy = new Map([['config.json', mutate(files.get('config.json')!, random)]]);
    try {
      expect(await readConfig(memoryStorage(copy))).toEqual(good);
    } catch (error) {
      expect(error).toBeInstanceOf(RunDataError);
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(375);
});

it('damaged best weights and rows are told', async () => {
  const copy = new Map(files);
  copy.set('best/weights.safetensors', files.get('best/weights.safetensors')!.slice(0, 50));
  await expect(readBestWeights(memoryStorage(copy))).rejects.toThrow(WeightsError);
  copy.set('metrics.jsonl', new Uint8Array(3));
  await expect(openRun(memoryStorage(copy))).rejects.toThrow(
    /metrics\.jsonl is damaged: it has 3 bytes, where the checkpoint expects at least \d+/,
  );
});
