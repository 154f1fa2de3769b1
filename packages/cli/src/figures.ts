import type { EmModel } from '@neural-em/core';
import type { Dataset } from '@neural-em/datasets';
import { type InferenceOptions, observe, type RunStorage } from '@neural-em/trainers';
import { encodePng, type GroupingFigureOptions, groupingFigure } from '@neural-em/viz';

/** What the figures show. */
export interface FigureOptions {
  readonly model: EmModel;
  readonly dataset: Dataset;
  readonly task: InferenceOptions;
}

/** Writes one picture for each of the first test images, and returns their names. */
export async function saveFigures(storage: RunStorage, options: FigureOptions & { readonly images: number }): Promise<string[]> {
  const indices = Array.from({ length: options.images }, (_, i) => i);
  const names: string[] = [];
  for (const [i, grouping] of (await groupingsOf(indices, options)).entries()) {
    const name = `figures/grouping-${i + 1}.png`;
    await storage.write(name, encodePng(groupingFigure(grouping)));
    names.push(name);
  }
  return names;
}

/** What there is to draw of test images: per EM step the input, the soft assignment and every component's reconstruction. */
export async function groupingsOf(indices: readonly number[], { model, dataset, task }: FigureOptions): Promise<GroupingFigureOptions[]> {
  const batch = dataset.read('test', indices);
  const seen = await observe(model, batch, task);
  const [, B, height, width, channels] = batch.shape;
  const D = height * width;
  const K = task.components;
  /** The part of an array [T, B, size] that belongs to image b. */
  const ofImage = <A extends Float32Array | Uint8Array>(values: A, b: number, size: number, part: A): A => {
    for (let t = 0; t < seen.steps; t++) part.set(values.subarray((t * B + b) * size, (t * B + b + 1) * size), t * size);
    return part;
  };
  const floats = (values: Float32Array, b: number, size: number) => ofImage(values, b, size, new Float32Array(seen.steps * size));
  return indices.map((_, b) => ({
    inputs: floats(seen.inputs, b, D * channels),
    gamma: floats(seen.gamma, b, K * D),
    means: floats(seen.means, b, K * D * channels),
    truth: ofImage(seen.groups, b, D, new Uint8Array(seen.steps * D)),
    ...(channels === 1 ? { intensity: floats(seen.targets, b, D) } : {}),
    shape: { steps: seen.steps, components: K, height, width, channels },
  }));
}
