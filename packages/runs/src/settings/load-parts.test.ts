import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assemble, ExperimentError, parseChange } from '@neural-em/experiments';
import { useCpuBackend } from '@neural-em/testing';
import { createTrainStep } from '@neural-em/trainers';
import { afterAll, expect, it } from 'vitest';
import { RunError } from '../errors.ts';
import { nodeParts } from '../node-parts.ts';
import { chooseSettings } from './choose.ts';
import { loadParts } from './load-parts.ts';

useCpuBackend();

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'nem-parts-'));
mkdirSync(join(folder, 'node_modules'));
symlinkSync(join(root, 'node_modules/@neural-em'), join(folder, 'node_modules/@neural-em'), 'junction');
afterAll(() => rmSync(folder, { recursive: true }));
const module = (name: string, code: string) => {
  const path = join(folder, name);
  writeFileSync(path, code);
  return path;
};
const [, code = ''] = /```js\n([\s\S]*?)```/.exec(readFileSync(join(root, 'docs/own-parts.md'), 'utf8'))!;

it('the module of the page names parts that train', async () => {
  const parts = await loadParts(module('mine.mjs', code));
  const set = ['model.cell=wide-rnn', 'training.noise.kind=inverted', 'model.thetaSize=4', 'data.height=14', 'data.width=14'];
  const changes = [...set, 'training.emSteps=2', 'training.batchSize=2'].map(parseChange);
  const settings = await chooseSettings({ name: 'snow', changes }, parts);
  expect(settings).toMatchObject({ experiment: 'snow', data: { kind: 'snow' }, model: { cell: 'wide-rnn' } });
  const { dataset, model, training } = await assemble(settings, parts);
  const { loss } = await createTrainStep(model, training).run(dataset.read('training', [0, 1]), 1);
  expect(loss).toBeGreaterThan(0);
  await expect(assemble(settings, nodeParts)).rejects.toThrow(/model\.cell must be one of rnn, output-norm-rnn, gru, lstm, .*not wide-rnn/);
});

it.each([
  ['nowhere.mjs', undefined, RunError, /nowhere\.mjs cannot be loaded/],
  ['empty.mjs', 'export const other = 1;', RunError, /empty\.mjs must export parts, as in: export const parts/],
  ['taken.mjs', 'export const parts = { cells: { gru: () => {} } };', ExperimentError, /the cells have a part gru already/],
  ['kind.mjs', 'export default { cell: {} };', ExperimentError, /there is no kind of parts cell; did you mean cells\?/],
])('%s is refused', async (name, text, kind, message) => {
  const path = text === undefined ? join(folder, name) : module(name, text);
  await expect(loadParts(path)).rejects.toThrow(kind);
  await expect(loadParts(path)).rejects.toThrow(message);
});
