import { readFileSync } from 'node:fs';
import { bernoulli, type EmModel, gaussian, namedVariables, type PixelDistribution, unroll, variables } from '@neural-em/core';
import { expectClose } from '@neural-em/testing';
import { type NamedTensorMap, reshape, slice, type Tensor, tensor, variableGrads } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

interface GoldenArray {
  readonly shape: number[];
  readonly data: number[];
}

/** One training step that PyTorch computed in float64; `origin` names the script. */
export interface Golden<Sizes> {
  readonly model: string;
  readonly settings: {
    readonly pixels: { readonly name: string };
    readonly temperature: number;
    readonly interWeight: number;
    readonly gradientThroughGamma: boolean;
    readonly stepWeights: number[];
  };
  readonly sizes: Sizes & { readonly steps: number };
  readonly parameters: Record<string, GoldenArray>;
  /** The images that the model reads, [T, B, D]. Axes: T steps, B images, D pixels. */
  readonly frames: GoldenArray;
  /** The images that the model must explain, [T, B, D], or [B, D] if they are the same at every step. */
  readonly target: GoldenArray;
  readonly gamma0: GoldenArray;
  readonly loss: number;
  readonly gradients: Record<string, GoldenArray>;
}

/** Reads a golden file; its path is relative to this folder. */
export function loadGolden<Sizes>(path: string): Golden<Sizes> {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
}

const DISTRIBUTIONS: Record<string, PixelDistribution> = { bernoulli: bernoulli(), gaussian: gaussian() };

/** Returns the options of `nem` and `rnnEm` with which a golden file was made. */
export function modelOptions({ settings }: Golden<unknown>) {
  return {
    pixels: DISTRIBUTIONS[settings.pixels.name]!,
    temperature: settings.temperature,
    gammaGradient: settings.gradientThroughGamma ? 1 : 0,
  };
}

/**
 * Expects the loss and every gradient of a training step to equal those of the file; `paths` maps names in the file to names in the model.
 */
export function expectGoldenStep(
  golden: Golden<unknown>,
  model: EmModel,
  { paths = (name) => name, tolerance = 1e-5 }: { paths?: (name: string) => string; tolerance?: number } = {},
): void {
  const byPath = Object.fromEntries(namedVariables(model.params));
  const names = Object.keys(golden.parameters);
  expect(names.map(paths).sort()).toEqual(Object.keys(byPath).sort());
  for (const name of names) byPath[paths(name)]!.assign(toTensor(golden.parameters[name]!));
  const { value, grads } = variableGrads(() => unroll(model, taskOf(golden)).loss.total, variables(model.params));
  const gradients: NamedTensorMap = grads;
  expectClose(value, golden.loss, 1e-5, 'loss');
  expect(Object.keys(golden.gradients)).toEqual(names);
  for (const name of names) expectClose(gradients[byPath[paths(name)]!.name]!, golden.gradients[name]!.data, tolerance, name);
}

function taskOf({ sizes, settings, frames, target, gamma0 }: Golden<unknown>) {
  const [, B, D] = frames.shape as [number, number, number];
  const at = (array: GoldenArray, t: number) =>
    reshape(array.shape.length === 3 ? slice(toTensor(array), [t, 0, 0], [1, B, D]) : toTensor(array), [B, 1, D, 1]);
  const steps = Array.from({ length: sizes.steps }, (_, t) => t);
  return {
    gamma: toTensor(gamma0),
    inputs: steps.map((t) => at(frames, t)),
    targets: steps.map((t) => at(target, t)),
    stepWeights: settings.stepWeights,
    interWeight: settings.interWeight,
  };
}

function toTensor({ data, shape }: GoldenArray): Tensor {
  return tensor(data, shape);
}
