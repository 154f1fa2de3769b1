// What Jest runs: every CommonJS entry, in the context of its own that Jest gives to tests.
const { mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { adjustedMutualInformation } = require('@neural-em/metrics');
const { staticShapes } = require('@neural-em/datasets');
const { readHdf5, writeHdf5 } = require('@neural-em/datasets/hdf5');
const { readNpz, writeNpz } = require('@neural-em/datasets/npz');
const { readPngFolder, writePngFolder } = require('@neural-em/datasets/png');

const folder = mkdtempSync(join(tmpdir(), 'nem-jest-'));
const data = staticShapes({ seed: 1, size: { training: 4, validation: 2, test: 2 } });
const groupsOf = (dataset) => Array.from(dataset.read('training', [1]).groups);

test('metrics', () => expect(adjustedMutualInformation([0, 0, 1], [1, 1, 0])).toBe(1));

test('files', async () => {
  await writeNpz(data, join(folder, 'a.npz'));
  await writePngFolder(data, join(folder, 'png'));
  await writeHdf5(data, join(folder, 'a.h5'));
  const hdf5 = await readHdf5(join(folder, 'a.h5'));
  for (const read of [await readNpz(join(folder, 'a.npz')), await readPngFolder(join(folder, 'png')), hdf5])
    expect(groupsOf(read)).toEqual(groupsOf(data));
  hdf5.close();
});

test('training', async () => {
  const { chooseBackend } = require('@neural-em/backends');
  const { bernoulli, rnnEm } = require('@neural-em/core');
  const { staticShapesRnnEm } = require('@neural-em/networks');
  const { adam, bitFlip, train } = require('@neural-em/trainers');
  expect(['native', 'wasm']).toContain((await chooseBackend()).name);
  const model = rnnEm({ pixels: bernoulli(), ...staticShapesRnnEm({ seed: 1 }) });
  const options = {
    components: 2,
    emSteps: 2,
    noise: bitFlip(0.1),
    seed: 1,
    optimizer: adam(),
    maxSteps: 2,
    validationImages: 2,
    batchSize: 2,
  };
  const kinds = [];
  for await (const { kind } of train(model, data, options)) kinds.push(kind);
  expect(kinds).toContain('end');
}, 60_000);

test('pretrained models', async () => {
  const { cards, readPretrained } = require('@neural-em/pretrained');
  expect((await readPretrained(Object.keys(cards)[0])).card).toBeTruthy();
}, 60_000);

test('pictures', () => {
  const { encodePng, imageGrid } = require('@neural-em/viz');
  const { encodeGif } = require('@neural-em/viz/gif');
  const picture = imageGrid({ images: new Float32Array(16), shape: { images: 1, height: 4, width: 4, channels: 1 } });
  expect(encodePng(picture).length).toBeGreaterThan(50);
  expect(encodeGif([picture, picture]).length).toBeGreaterThan(50);
});
