import { elu, tanh } from '@neural-em/core';
import { describeDecoder, useCpuBackend } from '@neural-em/testing';
import { conv2dTranspose, convDecoder, denseDecoder, patchDecoder, tiedDecoder } from '../index.ts';

useCpuBackend();

describeDecoder('dense', () => denseDecoder({ thetaSize: 4, etaShape: [6, 1], seed: 1 }));
describeDecoder('dense with hidden layers, two parameters a pixel', () =>
  denseDecoder({ thetaSize: 4, etaShape: [5, 2], hidden: [7, 3], activation: elu, seed: 1 }),
);
describeDecoder('convolutional', () =>
  convDecoder({ thetaSize: 3, imageShape: [4, 4, 1], channels: [3, 2], dense: 5, activation: tanh, seed: 1 }),
);
describeDecoder('convolutional, transposed', () =>
  convDecoder({ thetaSize: 3, imageShape: [4, 2, 2], channels: [3], dense: 5, activation: tanh, upsample: conv2dTranspose, seed: 1 }),
);
describeDecoder('tied', () => tiedDecoder({ thetaSize: 5, etaShape: [6, 1], seed: 1 }));
describeDecoder('patch', () => patchDecoder({ thetaSize: 4, imageShape: [6, 5, 1], patch: [3, 2], dense: 5, activation: tanh, seed: 1 }));
describeDecoder('patch, two parameters a pixel', () =>
  patchDecoder({ thetaSize: 4, imageShape: [4, 5, 2], patch: [3, 3], dense: 5, background: -4, activation: tanh, seed: 1 }),
);
