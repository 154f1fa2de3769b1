import type { EmModel } from '@neural-em/core';
import type { Dataset } from '@neural-em/datasets';
import { observe, type RunStorage, type TaskOptions } from '@neural-em/trainers';
import { encodePng, groupingFigure, type Picture } from '@neural-em/viz';

/** What the figures show. */
export interface FigureOptions {
  readonly model: EmModel;
  readonly dataset: Dataset;
  readonly task: TaskOptions;
  /** How many test images, one figure each. */
  readonly images: number;
}

/** Writes one picture a test image, and returns their names. */
export async function saveFigures(storage: RunStorage, options: FigureOptions): Promise<string[]> {
  const names: string[] = [];
  for (const [b, picture] of (await drawGroupings(options)).entries()) {
    const name = `figures/grouping-${b + 1}.png`;
    await storage.write(name, encodePng(picture));
    names.push(name);
  }
  return names;
}

/** One picture a test image: per EM step the input, the soft assignment in colour and every component's reconstruction. */
export async function drawGroupings({ model, dataset, task, images }: FigureOptions): Promise<Picture[]> {
  const indices = Array.from({ length: images }, (_, i) => i);
  const batch = dataset.read('test', indices);
  const seen = await observe(model, batch, task);
  const [, B, height, width, channels] = batch.shape;
  const D = height * width;
  const K = task.components;
  /** The part of an array [T, B, size] that belongs to image b. */
  const ofImage = (values: Float32Array, b: number, size: number) => {
    const part = new Float32Array(seen.steps * size);
    for (let t = 0; t < seen.steps; t++) part.set(values.subarray((t * B + b) * size, (t * B + b + 1) * size), t * size);
    return part;
  };
  return indices.map((b) =>
    groupingFigure({
      inputs: ofImage(seen.inputs, b, D * channels),
      gamma: ofImage(seen.gamma, b, K * D),
      means: ofImage(seen.means, b, K * D * channels),
      truth: batch.groups.slice(b * D, (b + 1) * D),
      intensity: batch.frames.slice(b * D * channels, (b + 1) * D * channels),
      shape: { steps: seen.steps, components: K, height, width, channels },
    }),
  );
}
