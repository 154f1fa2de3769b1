import type { EmModel } from '@neural-em/core';
import type { Dataset, Split } from '@neural-em/datasets';
import { type InferenceOptions, observe, type RunStorage } from '@neural-em/trainers';
import { encodePng, type GroupingFigureOptions, groupingFigure } from '@neural-em/viz';

/** Options of the figures. */
export interface FigureOptions {
  readonly model: EmModel;
  readonly dataset: Dataset;
  readonly task: InferenceOptions;
  /** The part of the data whose images are shown. Default: `test`. */
  readonly split?: Split;
}

/** Writes one picture for each of the first images, and returns their names. */
export async function saveFigures(storage: RunStorage, options: FigureOptions & { readonly images: number }): Promise<string[]> {
  const { images, dataset, split = 'test' } = options;
  const indices = Array.from({ length: Math.min(images, dataset.size[split]) }, (_, i) => i);
  const names: string[] = [];
  for (const [i, grouping] of (await groupingsOf(indices, options)).entries()) {
    const name = `figures/grouping-${i + 1}.png`;
    await storage.write(name, encodePng(groupingFigure(grouping)));
    names.push(name);
  }
  return names;
}

/** Returns the arrays that figures draw of images: for each EM step the input, the soft assignment and the reconstruction of every component. */
export async function groupingsOf(
  indices: readonly number[],
  { model, dataset, task, split = 'test' }: FigureOptions,
): Promise<GroupingFigureOptions[]> {
  const batch = dataset.read(split, indices);
  const seen = await observe(model, batch, task);
  const [, B, height, width, channels] = batch.shape;
  const D = height * width;
  const K = task.components;
  /** Returns the part of an array [T, B, size] that belongs to image b. */
  const ofImage = <A extends Float32Array | Uint8Array>(values: A, b: number, size: number, part: A): A => {
    for (let t = 0; t < seen.steps; t++) part.set(values.subarray((t * B + b) * size, (t * B + b + 1) * size), t * size);
    return part;
  };
  const floats = (values: Float32Array, b: number, size: number) => ofImage(values, b, size, new Float32Array(seen.steps * size));
  return indices.map((_, b) => ({
    inputs: floats(seen.inputs, b, D * channels),
    gamma: floats(seen.gamma, b, K * D),
    means: floats(seen.means, b, K * D * channels),
    ...(seen.groups.some((group) => group > 0) ? { truth: ofImage(seen.groups, b, D, new Uint8Array(seen.steps * D)) } : {}),
    ...(channels === 1 ? { intensity: floats(seen.targets, b, D) } : {}),
    shape: { steps: seen.steps, components: K, height, width, channels },
  }));
}
