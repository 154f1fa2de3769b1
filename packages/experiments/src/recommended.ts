import type { Dataset } from '@neural-em/datasets';
import { lookAt } from './pixels.ts';
import { complete, type SomeSettings } from './settings/complete.ts';
import type { Settings } from './settings/table/index.ts';
import type { DataSettings } from './settings/types.ts';

/** The largest number of values of an item that a dense network still trains on in reasonable time. */
const DENSE_VALUES = 3072;

/**
 * Returns the recommended settings for a data set (`docs/own-images.md`): layer norm, dropout on theta, half the gradient through gamma, and for
 * static images many EM steps with a loss at each. Pixels other than zeros and ones are Gaussian; bytes are scaled.
 *
 * @param data - settings that open the data set.
 * @param dataset - the data set, opened with these settings; sizes, range and objects are read from it.
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
      gammaGradient: 0.5,
      ...(frames === 1 ? {} : { floor: 0.003 }),
      ...(pixels === 'binary' ? {} : { pixels: { kind: 'gaussian', prior: 0 }, temperature: frames === 1 ? 0.03 : 0.25 ** 2 }),
    },
    ...(frames > 1 ? ofVideo(pixels) : pixels === 'binary' ? ofBinaryImages : ofImages),
  });
}

function networkFor({ imageShape: [height, width, channels], frames }: Dataset): SomeSettings['model'] {
  const halves = height % 4 === 0 && width % 4 === 0;
  if (halves && (frames > 1 || height * width * channels > DENSE_VALUES))
    return { network: 'conv', thetaSize: 100, convolutional: { channels: [32, 64], dense: 512 } };
  return { network: 'dense', thetaSize: 250 };
}

const common = { batchSize: 16, validateEvery: 250, validationImages: 200, patience: 10 } as const;
const images = { ...common, lossSteps: 'all', thetaDropout: 0.5 } as const;
const bitFlip = { kind: 'bit-flip', probability: 0.1 } as const;

const ofBinaryImages: SomeSettings = { training: { ...images, noise: bitFlip, emSteps: 20, learningRate: 2e-3, epochs: 20 } };

/** Settings for grey and colour images, tried on 3,000 pictures of coloured sprites (`results/own-images`). */
const ofImages: SomeSettings = {
  training: {
    ...images,
    noise: { kind: 'masked-uniform', probability: 0.05 },
    emSteps: 15,
    learningRate: 3e-3,
    epochs: 100,
    maxSteps: 450,
  },
  run: { schedule: { kind: 'cosine' } },
  evaluation: { restarts: 5 },
};

const ofVideo = (pixels: 'binary' | 'real'): SomeSettings => ({
  training: {
    ...common,
    noise: pixels === 'binary' ? bitFlip : { kind: 'masked-uniform', probability: 0.1 },
    emSteps: 'all',
    thetaDropout: 0.3,
    learningRate: 3e-4,
    epochs: 20,
  },
});
