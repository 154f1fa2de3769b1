import { OptionError } from '@neural-em/core';
import { useCpuBackend } from '@neural-em/testing';
import { describe, expect, it } from 'vitest';
import {
  convDecoder,
  convEncoder,
  dense,
  flyingShapesRnnEm,
  layerNorm,
  lstm,
  recurrentMStep,
  staticShapesRnnEm,
  tiedDecoder,
} from './index.ts';

useCpuBackend();

const wrong = (options: object) => options as never;

describe('networks', () => {
  it.each<[string, () => unknown, string]>([
    ['a seed of undefined', () => dense(wrong({ inputs: 2, outputs: 3, seed: undefined })), 'dense: seed must be a number or a text'],
    ['a name like another', () => lstm(wrong({ input: 2, size: 3, seed: 0 })), 'lstm: there is no option input; did you mean inputs?'],
    ['a missing size', () => layerNorm(wrong({})), 'layerNorm: channels must be a whole number above 0, not undefined'],
    [
      'a size of several numbers',
      () => tiedDecoder(wrong({ thetaSize: 4, etaShape: 9, seed: 0 })),
      'tiedDecoder: etaShape must be [D, P·C], whole numbers above 0, not 9',
    ],
    [
      'an image without channels',
      () => convEncoder(wrong({ imageShape: [8, 8], channels: [2], dense: 4, seed: 0 })),
      'convEncoder: imageShape must be [H, W, P·C], whole numbers above 0, not [8, 8]',
    ],
    [
      'an activation by name',
      () => convDecoder(wrong({ imageShape: [8, 8, 1], channels: [2], dense: 4, thetaSize: 3, activation: 'relu', seed: 0 })),
      'convDecoder: activation must be an activation, such as relu, not "relu"',
    ],
    [
      'a cell in the place of its factory',
      () => staticShapesRnnEm(wrong({ cell: lstm({ inputs: 784, size: 9, seed: 0 }), seed: 0 })),
      'staticShapesRnnEm: cell must be a function such as lstm, not { params, init, step }',
    ],
    ['a factory in the place of its cell', () => recurrentMStep(wrong({ cell: lstm })), 'recurrentMStep: cell must be a recurrent cell'],
    ['an unknown size', () => flyingShapesRnnEm(wrong({ units: 3, seed: 0 })), 'convRnnEm: there is no option units'],
  ])('refuse %s', (_, make, message) => {
    expect(make).toThrow(OptionError);
    expect(make).toThrow(message);
  });
});
