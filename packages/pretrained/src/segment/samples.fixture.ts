import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Picture, readClip } from '@neural-em/datasets/media';
import { adjustedMutualInformation, onForeground } from '@neural-em/metrics';
import type { Segmentation } from './types.ts';

/** A folder with sample inputs of each kind and their true objects; `scripts/segment/samples.ts` writes it. */
export const samplesFolder = join(import.meta.dirname, '../../fixtures/samples');

/** A picture or a clip, and its true objects. */
export interface Sample {
  readonly name: string;
  readonly pictures: readonly Picture[];
  /** The object of each pixel of the images that the sample was drawn from, [T, H, W]; pixels of 0 are not scored. */
  readonly truth: Uint8Array;
  /** W, the number of columns of these images. */
  readonly width: number;
}

/** Reads the samples for models of one kind of data. */
export async function readSamples(kind: string): Promise<Sample[]> {
  const folder = join(samplesFolder, kind);
  if (!existsSync(folder)) throw new Error(`there are no samples for ${kind}: npx tsx scripts/segment/samples.ts writes them`);
  const names = readdirSync(folder).filter((name) => !name.includes('.truth.'));
  return Promise.all(
    names.sort().map(async (name) => {
      const [truth] = await readClip(join(folder, name.replace(/\.\w+$/, '.truth.png')));
      return { name, pictures: await readClip(join(folder, name)), truth: Uint8Array.from(truth!.data), width: truth!.width };
    }),
  );
}

const ami = onForeground(adjustedMutualInformation);

/**
 * Returns the AMI between labels and true objects, over the pixels of all frames together. A pixel of the truth became a square of pixels
 * of the picture; the label in the middle of that square is compared.
 */
export function agreementOf({ truth, width }: Sample, { frames, width: across }: Segmentation): number {
  const scale = across / width;
  const size = truth.length / frames.length;
  const labels = truth.map((_, i) => {
    const [y, x] = [Math.floor((i % size) / width), i % width];
    return frames[Math.floor(i / size)]!.labels[Math.floor((y + 0.5) * scale) * across + Math.floor((x + 0.5) * scale)]!;
  });
  return ami(truth, labels);
}
