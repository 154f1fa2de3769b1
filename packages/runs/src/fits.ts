import { totalmem } from 'node:os';
import { ExperimentError, type Settings } from '@neural-em/experiments';

const BYTES_A_NUMBER = 4;

/**
 * Refuses sizes that do not fit into the memory of this machine, before the system ends the process. Every EM step needs two arrays: the
 * predictions of every component for every pixel, and its responsibilities.
 *
 * @param images - number of images that are computed at once.
 * @throws ExperimentError if these two arrays alone take more than the memory of the machine.
 */
export function checkFits({ data, model }: Settings, images: number, memory = totalmem()): void {
  const pixels = data.height * data.width * data.channels;
  const bytes = 2 * images * model.components * pixels * BYTES_A_NUMBER;
  if (bytes <= memory) return;
  const gibibytes = (count: number) => `${Math.ceil(count / 2 ** 30).toLocaleString('en-GB')} GiB`;
  throw new ExperimentError(
    `these sizes take more memory than there is: ${images} images at once of ${pixels} pixels with model.components ${model.components} take at least ` +
      `${gibibytes(bytes)}, and this machine has ${gibibytes(memory)}: give smaller ones`,
  );
}
