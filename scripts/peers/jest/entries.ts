// ts-jest compiles and runs this file as CommonJS; it finds the types of the entries by TypeScript's old module resolution.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type Dataset, staticShapes } from '@neural-em/datasets';
import { readHdf5, writeHdf5 } from '@neural-em/datasets/hdf5';
import { readNpz, writeNpz } from '@neural-em/datasets/npz';
import { readPngFolder, writePngFolder } from '@neural-em/datasets/png';
import { adjustedMutualInformation } from '@neural-em/metrics';
import { kMeans } from '@neural-em/mixtures';
import { type ModelCard, readPretrained } from '@neural-em/pretrained';
import { type Checkpoint, openRun } from '@neural-em/trainers';
import { folderStorage } from '@neural-em/trainers/node';
import { encodePng, imageGrid, type Picture } from '@neural-em/viz';
import { learningCurve } from '@neural-em/viz/charts';
import { encodeGif } from '@neural-em/viz/gif';
import { reportHtml } from '@neural-em/viz/report';

const folder = mkdtempSync(join(tmpdir(), 'nem-ts-jest-'));
const data: Dataset = staticShapes({ seed: 1, size: { training: 4, validation: 2, test: 2 } });

test('files', async () => {
  await writeNpz(data, join(folder, 'a.npz'));
  await writePngFolder(data, join(folder, 'png'));
  await writeHdf5(data, join(folder, 'a.h5'));
  const hdf5 = await readHdf5(join(folder, 'a.h5'));
  for (const read of [await readNpz(join(folder, 'a.npz')), await readPngFolder(join(folder, 'png')), hdf5])
    expect(Array.from(read.read('training', [1]).groups)).toEqual(Array.from(data.read('training', [1]).groups));
  hdf5.close();
});

test('scores, models and pictures', async () => {
  const score: number = adjustedMutualInformation([0, 0, 1], [1, 1, 0]);
  const card: ModelCard = (await readPretrained('static-shapes-rnn-em')).card;
  const picture: Picture = imageGrid({ images: new Float32Array(16), shape: { images: 1, height: 4, width: 4, channels: 1 } });
  const checkpoint: Checkpoint | undefined = undefined;
  expect([score, card.name, encodePng(picture).length > 50, encodeGif([picture]).length > 50, checkpoint]).toEqual([
    ...[1, 'static-shapes-rnn-em', true, true, undefined],
  ]);
  for (const entry of [kMeans, openRun, folderStorage, learningCurve, reportHtml]) expect(typeof entry).toBe('function');
});
