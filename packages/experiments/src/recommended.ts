import type { Dataset } from '@neural-em/datasets';
import { lookAt } from './pixels.ts';
import { complete, type SomeSettings } from './settings/complete.ts';
import type { Settings } from './settings/table/index.ts';
import type { DataSettings } from './settings/types.ts';

/** Images and pixels that a dense network of this size still trains in reasonable time. */
const DENSE_VALUES = 3072;

/**
 * Settings that group a data set of one's own, as far as we know: layer norm, dropout on theta, half the gradient through gamma, 20 EM
 * steps with a loss at each of static images. Pixels that are not zeros and ones are Gaussian; bytes are scaled.
 *
 * @param data - settings that open the data set.
 * @param dataset - the same, opened with them: sizes, range and objects are looked up in it.
 */
export function recommendedFor(data: Pick<DataSettings, 'kind'> & Partial<DataSettings>, dataset: Dataset): Settings {
  const { most, pixels, objects } = lookAt(dataset);
  const { frames } = dataset;
  const [height, width, channels] = dataset.imageShape;
  const isBytes = most > 1 && most <= 255;
  return complete({
    experiment: 'own',
    data: {
      ...data,
      ...{ height, width, channels, frames, size: dataset.size },
      ...(objects > 0 ? { objects } : {}),
      ...(isBytes ? { scale: 255 } : {}),
    },
    model: {
      ...networkFor(dataset),
      cell: 'output-norm-rnn',
      components: objects > 0 ? objects + (frames === 1 ? 1 : 0) : 4,
      ...(frames === 1 ? { gammaGradient: 0.5 } : { gammaGradient: 0.5, floor: 0.003 }),
      ...(pixels === 'binary' ? {} : { pixels: { kind: 'gaussian', prior: 0 }, temperature: 0.25 ** 2 }),
    },
    training: { ...trainingFor(frames), noise: noiseFor(pixels) },
  });
}

function networkFor({ imageShape: [height, width, channels], frames }: Dataset): SomeSettings['model'] {
  const halves = height % 4 === 0 && width % 4 === 0;
  if (halves && (frames > 1 || height * width * channels > DENSE_VALUES))
    return { network: 'conv', thetaSize: 100, convolutional: { channels: [32, 64], dense: 512 } };
  return { network: 'dense', thetaSize: 250 };
}

function noiseFor(pixels: 'binary' | 'real'): NonNullable<SomeSettings['training']>['noise'] {
  return pixels === 'binary' ? { kind: 'bit-flip', probability: 0.1 } : { kind: 'masked-uniform', probability: 0.1 };
}

function trainingFor(frames: number): SomeSettings['training'] {
  const common = { batchSize: 16, validateEvery: 250, validationImages: 200, patience: 10 } as const;
  return frames === 1
    ? { ...common, emSteps: 20, lossSteps: 'all', thetaDropout: 0.5, learningRate: 2e-3, epochs: 20 }
    : { ...common, emSteps: 'all', thetaDropout: 0.3, learningRate: 3e-4, epochs: 20 };
}
