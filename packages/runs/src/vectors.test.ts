import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assembleModel, complete, type Settings } from '@neural-em/experiments';
import { useCpuBackend } from '@neural-em/testing';
import { saveWeights } from '@neural-em/trainers';
import { unzipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { type Evaluable, evaluateRun, nodeParts, probeRun, RunError } from './index.ts';

useCpuBackend();

const folder = mkdtempSync(join(tmpdir(), 'nem-vectors-'));
afterAll(() => rmSync(folder, { recursive: true }));

const settingsOf = (kind: Settings['data']['kind'], frames: number) =>
  complete({
    data: { kind, seed: 1, height: 16, width: 16, channels: 3, objects: 2, frames, size: { training: 12, validation: 4, test: 6 } },
    model: { components: 3, thetaSize: 4, network: 'dense', pixels: { kind: 'gaussian' } },
    training: { batchSize: 4, emSteps: frames === 1 ? 2 : 'all', stepWeights: frames === 1 ? 'last' : 'every', noise: { kind: 'none' } },
  });

/** A model that was never trained, as a run would hold it. */
async function evaluable(settings: Settings): Promise<Evaluable> {
  const weights = await saveWeights(assembleModel(settings).model.params);
  return { path: 'a run', settings, weights, scored: { ...settings, evaluation: { ...settings.evaluation, images: 6 } } };
}

/** Shape and values of an array in an archive that was written here. */
function arrayOf(archive: Record<string, Uint8Array>, name: string): { shape: number[]; values: number[] } {
  const file = archive[`${name}.npy`]!;
  const start = 10 + file[8]! + 256 * file[9]!;
  const header = Buffer.from(file.subarray(10, start)).toString();
  const data = file.slice(start);
  const values = header.includes('<f4') ? new Float32Array(data.buffer) : data;
  return { shape: /\((.*?),?\)/.exec(header)![1]!.split(', ').map(Number), values: [...values] };
}

describe('the vectors of a run', () => {
  it.each([1, 4])('are written with the objects they belong to, and what is known of those: %s frames', async (frames) => {
    const path = join(folder, `${frames}.npz`);
    const run = await evaluable(settingsOf('color-sprites', frames));
    const { evaluation, assembled } = await evaluateRun(run, { flags: {}, backend: 'cpu', vectors: path });
    expect(evaluation.images).toBe(6);
    const archive = unzipSync(readFileSync(path));
    const T = frames === 1 ? 1 : 3;
    const read = (name: string) => arrayOf(archive, name);
    expect(read('theta').shape).toEqual([T, 6, 3, 4]);
    expect(read('objects').shape).toEqual([T, 6, 3]);
    expect(read('frames').values).toEqual(frames === 1 ? [0] : [1, 2, 3]);
    const factors = Object.keys(archive).filter((name) => name.startsWith('factors/'));
    expect(factors).toHaveLength(frames === 1 ? 4 : 5);
    // Each object has at most one component, and all six images of the two batches are there in order.
    for (let image = 0; image < T * 6; image++) {
      const objects = read('objects')
        .values.slice(3 * image, 3 * image + 3)
        .filter((group) => group > 0);
      expect(new Set(objects).size).toBe(objects.length);
    }
    const { annotations } = assembled.dataset.read('test', [5]) as { annotations?: Record<string, { values: Float32Array }> };
    const last = (annotations!.positions!.values as Float32Array).slice(-4);
    expect(read('factors/positions').values.slice(-4)).toEqual([...last]);
  });

  it.each([1, 3])('are probed beside those of k-means and of the network before its training: %s frames', async (frames) => {
    const { rows, split } = await probeRun(await evaluable(settingsOf('color-sprites', frames)), { trainingImages: 12 });
    expect(split).toBe('test');
    expect(rows.map(({ name }) => name)).toEqual(['rnn-em', 'k-means on coordinates', 'rnn-em, untrained']);
    for (const { measures, classes, objects } of rows) {
      expect(Object.keys(measures)).toEqual(['positions', ...(frames > 1 ? ['velocities'] : []), 'sides', 'colors']);
      expect(Object.keys(classes)).toEqual(['shapes']);
      expect(objects.training).toBeGreaterThan(objects.test);
    }
    // The run was not trained either, so that its vectors are those of the untrained network.
    expect(rows[0]!.measures).toEqual(rows[2]!.measures);
    // k-means knows places: its centres are close to those of the objects.
    expect(rows[1]!.measures.positions!.r2).toBeGreaterThan(0.5);
  });

  it('are not probed where the data tell nothing of their objects', async () => {
    const parts = {
      ...nodeParts,
      data: {
        ...nodeParts.data,
        'color-sprites': {
          ...nodeParts.data['color-sprites']!,
          open: async (...options: Parameters<NonNullable<(typeof nodeParts.data)['color-sprites']>['open']>) => {
            const dataset = await nodeParts.data['color-sprites']!.open(...options);
            return { ...dataset, read: (...args: Parameters<typeof dataset.read>) => ({ ...dataset.read(...args), annotations: {} }) };
          },
        },
      },
    };
    const run = await evaluable(settingsOf('color-sprites', 1));
    await expect(probeRun(run, { parts })).rejects.toThrow(RunError);
    await expect(probeRun(run, { parts })).rejects.toThrow('color-sprites has no factors of its objects');
  });
});
