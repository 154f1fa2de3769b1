import { shown } from '@neural-em/checks';
import type { Batch } from '@neural-em/datasets';
import { TrainingOptionError } from './errors.ts';

/**
 * Refuses values that are not a batch: five axes, and as many pixel values and groups as the axes say.
 *
 * Throws a `TrainingOptionError` that names the member and says what is expected and what was given.
 */
export function checkBatch(batch: Batch): void {
  const { shape, frames, groups } = batch ?? {};
  if (!(Array.isArray(shape) && shape.length === 5 && shape.every((size) => Number.isInteger(size) && size > 0)))
    throw new TrainingOptionError(`a batch needs a shape [T, B, H, W, C] of whole numbers above 0, not ${shown(shape)}`);
  const [T, B, H, W, C] = shape as Batch['shape'];
  const members = [
    ['frames', frames, Float32Array, T * B * H * W * C],
    ['groups', groups, Uint8Array, T * B * H * W],
  ] as const;
  for (const [name, values, type, length] of members)
    if (!(values instanceof type && values.length === length))
      throw new TrainingOptionError(
        `a batch of shape [${shape.join(', ')}] needs ${name}, a ${type.name} of ${length} values, not ${shown(values)}${values?.length >= 0 ? ` of ${values.length}` : ''}`,
      );
}
