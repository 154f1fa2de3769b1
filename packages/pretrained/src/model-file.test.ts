import { namedVariables } from '@neural-em/core';
import { assembleModel, complete } from '@neural-em/experiments';
import { useCpuBackend } from '@neural-em/testing';
import { encodeSafetensors, saveWeights } from '@neural-em/trainers';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PretrainedError } from './errors.ts';
import { readPretrained } from './load.ts';
import { decodeModelFile, encodeModelFile, modelFromFile, type OwnModel } from './model-file.ts';
import type { SegmentingModel } from './segment/types.ts';

useCpuBackend();

it('gives back a model with its settings and card', async () => {
  const { weights, card } = await readPretrained('flying-mnist');
  const file = encodeModelFile({ settings: card.settings, weights, card: { steps: 3 } }, { precision: 'F32' });
  // The types of published models accept the model.
  const own: OwnModel & SegmentingModel = modelFromFile(file);
  const { model, task, card: noted } = own;
  expect(noted).toEqual({ steps: 3, settings: card.settings });
  expect(task.components).toBe(2);
  const saved = await saveWeights(model.params);
  expect(Object.keys(saved)).toHaveLength(namedVariables(model.params).length);
  for (const [name, { values }] of Object.entries(saved)) expect(values).toEqual(weights[name]!.values);
});

it('is half as large in half precision, and equal up to its rounding', async () => {
  const { weights, card } = await readPretrained('flying-mnist');
  const [half, single] = (['F16', 'F32'] as const).map((precision) =>
    encodeModelFile({ settings: card.settings, weights, card: {} }, { precision }),
  );
  expect(half!.length / single!.length).toBeCloseTo(0.5, 1);
  // The weights of the package are stored in half precision, so that nothing is lost.
  expect(decodeModelFile(half!).weights).toEqual(weights);
});

it('refuses what is not such a file, and weights of another model', async () => {
  const settings = complete({});
  const { model } = assembleModel(settings);
  const weights = await saveWeights(model.params);
  const good = encodeModelFile({ settings, weights, card: {} });
  const [first, ...others] = Object.entries(weights);
  for (const [bytes, message] of [
    [new Uint8Array(3), 'not a valid safetensors file'],
    [good.subarray(0, good.length - 2), 'not a valid safetensors file'],
    [encodeSafetensors(weights), 'its metadata has no settings'],
    [encodeSafetensors(weights, { settings: '{"training":{"components":"many"}}' }), 'components'],
    [encodeSafetensors(weights, { settings: JSON.stringify(settings), card: '[]' }), 'its card is not a record'],
    [encodeModelFile({ settings, weights: Object.fromEntries(others), card: {} }), `parameter ${first![0]} of the network is missing`],
  ] as const) {
    expect(() => modelFromFile(bytes)).toThrow(PretrainedError);
    expect(() => modelFromFile(bytes)).toThrow(message);
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(() => decodeModelFile(bytes)).toThrow(PretrainedError);
    }),
  );
});
