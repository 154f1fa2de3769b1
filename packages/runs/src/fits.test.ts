import { complete, ExperimentError } from '@neural-em/experiments';
import { expect, it } from 'vitest';
import { checkFits } from './fits.ts';

it('sizes beyond the memory of the machine are refused by name and number, others are not', () => {
  const settings = complete({ experiment: 'static-shapes', model: { components: 1000 } });
  // 2 arrays of 64 images, 1000 components, 28 × 28 pixels, 4 bytes: 383 MiB.
  expect(() => checkFits(settings, 64, 2 ** 29)).not.toThrow();
  expect(() => checkFits(settings, 64, 2 ** 28)).toThrow(ExperimentError);
  expect(() => checkFits({ ...settings, model: { ...settings.model, components: 100_000_000 } }, 64)).toThrow(
    /64 images at once of 784 pixels with model.components 100000000 take at least 37,3\d\d GiB, and this machine has \d+ GiB: give smaller ones/,
  );
});
