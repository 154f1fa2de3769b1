import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { colorSprites, type Dataset, staticShapes } from '@neural-em/datasets';
import { writeNpz } from '@neural-em/datasets/npz';
import { encodePng, writePngFolder } from '@neural-em/datasets/png';
import { assemble, ExperimentError, type Settings, withChanges, withParts } from '@neural-em/experiments';
import { useCpuBackend } from '@neural-em/testing';
import { encodeGif } from '@neural-em/viz/gif';
import { afterAll, describe, expect, it } from 'vitest';
import { nodeParts, performRun, RunError, readReported, settingsForData, splitUp } from './index.ts';

useCpuBackend();

const folder = mkdtempSync(join(tmpdir(), 'nem-own-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);
const size = { training: 30, validation: 0, test: 0 };
const shapes = staticShapes({ seed: 1, height: 12, width: 14, objects: 1, size });
const withoutLabels = (dataset: Dataset): Dataset => ({
  ...dataset,
  read: (split, indices) => {
    const batch = dataset.read(split, indices);
    return { ...batch, groups: new Uint8Array(batch.groups.length) };
  },
});
const brighter = (dataset: Dataset, by: number): Dataset => ({
  ...dataset,
  read: (split, indices) => {
    const batch = dataset.read(split, indices);
    return { ...batch, frames: batch.frames.map((value) => value * by) };
  },
});

/** The same settings, small enough to train in a moment. */
const tiny = (settings: Settings) =>
  withChanges(settings, [
    ['model.thetaSize', 4],
    ['training', { maxSteps: 2, batchSize: 2, emSteps: 2, validationImages: 2 }],
    ['evaluation.images', 2],
  ]);

describe('files as data', () => {
  it('are divided by a seed and by shares where they have no parts, and no item is in two of them', async () => {
    await writeNpz(shapes, at('shapes.npz'), {});
    const { data } = await settingsForData(at('shapes.npz'), nodeParts);
    expect(data).toMatchObject({
      kind: 'files',
      height: 12,
      width: 14,
      channels: 1,
      frames: 1,
      size: { training: 24, validation: 3, test: 3 },
    });
    const items = (seed: number) => {
      const divided = splitUp(shapes, { seed, shares: { validation: 0.2, test: 0.1 } });
      return (['training', 'validation', 'test'] as const).flatMap((split) =>
        Array.from({ length: divided.size[split] }, (_, i) => divided.read(split, [i]).frames.join('')),
      );
    };
    expect(new Set(items(1))).toEqual(new Set(items(2)));
    expect(items(1)).toEqual(items(1));
    expect(items(1)).not.toEqual(items(2));
    expect(() => splitUp({ ...shapes, size: { ...size, training: 2 } }, { seed: 1, shares: { validation: 0.1, test: 0.1 } })).toThrow(
      RunError,
    );
  });

  it('without labels train, and have loss and pictures, but no agreement with groups', async () => {
    await writePngFolder(withoutLabels(shapes), at('split'), {});
    const settings = tiny(await settingsForData(at('split/training/frames'), nodeParts));
    const { path, result, figures } = await performRun(settings, { out: at('unlabelled') });
    expect(result!.rows).toEqual([{ name: 'rnn-em', loss: expect.any(Number), crossEntropy: expect.any(Number) }]);
    expect(readFileSync(join(path, 'metrics.jsonl'), 'utf8')).not.toMatch(/amiMax|"ari"/);
    expect(figures.length).toBeGreaterThan(0);
    const page = readFileSync(join(path, 'report.html'), 'utf8');
    expect(page).toContain('The images have no labels');
    expect(page).not.toContain('AMI (arithmetic)');
  });

  it('of three channels reach a network of three, with pixels that have more than two values', async () => {
    const sprites = colorSprites({ seed: 0, height: 13, width: 11, sides: [3, 5], size: { training: 20, validation: 4, test: 4 } });
    await writeNpz(sprites, at('colours.npz'), {});
    const settings = tiny(await settingsForData(at('colours.npz'), nodeParts));
    expect(settings.model.pixels.kind).toBe('gaussian');
    const { result } = await performRun(settings, { out: at('colours') });
    expect(result!.rows.map(({ name }) => name)).toEqual(['rnn-em, best of 5 starts', 'k-means on coordinates', 'connected components']);
    expect((await readReported(at('colours'))).model.etaShape).toEqual([143, 3]);
    const conv = withChanges(settings, [['model.network', 'conv']]);
    await expect(performRun(conv, { out: at('never') })).rejects.toThrow(
      /which 13×11 does not allow: 12×8 or 16×12 do, and the network dense takes any size/,
    );
    const binary = withChanges(settings, [['model.pixels.kind', 'bernoulli']]);
    await expect(assemble(binary, nodeParts)).rejects.toThrow(/bernoulli is for binary images.*set model\.pixels\.kind=gaussian/);
    const grey = tiny(await settingsForData(at('shapes.npz'), nodeParts));
    await expect(performRun(grey, { from: at('colours'), out: at('never') })).rejects.toThrow(
      /weights of .*colours are for images of 13×11×3 .* have 12×14×1/,
    );
  });

  it('with values beyond 1 are scaled where they look like bytes, and refused by name where nobody scales them', async () => {
    const bytes = withParts({ data: { bytes: { moves: false, takes: [], open: () => brighter(shapes, 200) } } }, nodeParts);
    const grey = { kind: 'gaussian', prior: 0 } as const;
    const given = {
      data: { kind: 'bytes', height: 12, width: 14, size: { training: 30, validation: 3, test: 3 } },
      model: { pixels: grey, thetaSize: 4 },
      training: { noise: { kind: 'none' }, emSteps: 2 },
    };
    await expect(assemble(given, bytes)).rejects.toThrow(ExperimentError);
    await expect(assemble(given, bytes)).rejects.toThrow(/numbers from 0 to 200, but models read numbers from 0 to 1: set data\.scale=255/);
    const { dataset } = await assemble({ ...given, data: { ...given.data, scale: 200 } }, bytes);
    expect(dataset.read('training', [0]).frames).toEqual(shapes.read('training', [0]).frames);
  });
});

it('says what a path lacks', async () => {
  await expect(settingsForData(at('nowhere.npz'), nodeParts)).rejects.toThrow(/there is no file or folder .*nowhere\.npz/);
  await expect(settingsForData(join(folder, 'unlabelled', 'config.json'), nodeParts)).rejects.toThrow(
    /is not a dataset: give a file that ends in/,
  );
});

it('a folder of clips trains as one of arrays does', async () => {
  mkdirSync(at('clips/frames'), { recursive: true });
  const picture = (t: number) => {
    const data = new Uint8Array(3 * 16 * 16);
    for (let y = 4; y < 10; y++) for (let x = t; x < t + 6; x++) data.fill(255, 3 * (16 * y + x), 3 * (16 * y + x) + 3);
    return { width: 16, height: 16, channels: 3 as const, data };
  };
  const frames = [0, 1, 2, 3, 4, 5, 6, 7].map(picture);
  for (const name of ['one', 'two', 'three', 'four']) writeFileSync(at(`clips/${name}.gif`), encodeGif(frames, { delay: 40 }));
  for (const [t, frame] of frames.slice(0, 4).entries()) writeFileSync(at(`clips/frames/${t}.png`), await encodePng(frame));
  const settings = await settingsForData(at('clips'), nodeParts);
  expect(settings.data).toMatchObject({ height: 16, width: 16, channels: 1, frames: 4, path: at('clips') });
  expect(settings.model.pixels.kind).toBe('bernoulli');
  const { dataset } = await assemble(settings, nodeParts);
  expect(dataset.size).toEqual({ training: 7, validation: 1, test: 1 });
});
