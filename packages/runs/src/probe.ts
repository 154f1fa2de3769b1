import type { EmModel } from '@neural-em/core';
import { lastStep } from '@neural-em/core';
import { annotationsOf, batches, type Dataset, type Split } from '@neural-em/datasets';
import { type AssembledEvaluation, assemble, assembleModel, type Parts } from '@neural-em/experiments';
import { centroids, type LinearReadOut, linearReadOut, type ObjectVectors, objectVectors } from '@neural-em/metrics/probe';
import { groupPixels } from '@neural-em/mixtures/images';
import { evaluate, loadWeights } from '@neural-em/trainers';
import { foregroundOf } from './baselines.ts';
import { RunError } from './errors.ts';
import { type Evaluable, withoutOwnTask } from './evaluate.ts';
import { stepsOf } from './evaluations.ts';
import { nodeParts } from './node-parts.ts';

/** Options of a probe. */
export interface ProbeOptions {
  /** The number of training images or sequences that the read-out is fitted to. Default: 2000. */
  readonly trainingImages?: number | undefined;
  readonly parts?: Parts;
}

/** The read-out from the vectors of one origin. */
export interface ProbeRow extends LinearReadOut {
  readonly name: string;
}

/** The result of a probe. */
export interface Probe {
  readonly rows: readonly ProbeRow[];
  readonly split: Split;
}

/**
 * Reads the factors of objects (position, shape, colour, …) from the vectors of a run by a linear map, which is fitted to training images and
 * scored on those of the evaluation. For comparison, it does the same with the centres of k-means, which is given the foreground and the number
 * of objects, and with the untrained network of the run.
 *
 * @throws RunError if the data have no factors of objects.
 */
export async function probeRun(run: Evaluable, { trainingImages = 2000, parts = nodeParts }: ProbeOptions = {}): Promise<Probe> {
  const plain = withoutOwnTask(run.scored);
  const { model, evaluation } = await assemble(plain, parts);
  const { dataset, split, images } = evaluation;
  const known = Object.values(annotationsOf(dataset.read(split, [0]))).filter(({ shape }) => shape.length === 4);
  if (known.length === 0)
    throw new RunError(`${dataset.name} has no factors of its objects, such as positions, so there is nothing to read out`);
  const counts: [Split, number][] = [
    ['training', trainingImages],
    [split, images],
  ];
  const readOut = async (
    name: string,
    vectorsOf: (of: Split, limit: number) => Promise<ObjectVectors[]> | ObjectVectors[],
  ): Promise<ProbeRow> => {
    const [training = [], test = []] = await Promise.all(counts.map(([of, limit]) => vectorsOf(of, limit)));
    return { name, ...linearReadOut({ training, test }) };
  };
  const untrained = assembleModel(plain, parts).model;
  loadWeights(model.params, run.weights);
  const explained = dataset.frames === 1 ? [0] : Array.from({ length: stepsOf(run.scored) }, (_, t) => t + 1);
  const { algorithm } = run.settings.model;
  return {
    split,
    rows: [
      await readOut(algorithm, (of, limit) => vectorsOfModel(model, evaluation, of, limit)),
      await readOut('k-means on coordinates', (of, limit) => vectorsOfKMeans(dataset, of, limit, explained)),
      await readOut(`${algorithm}, untrained`, (of, limit) => vectorsOfModel(untrained, evaluation, of, limit)),
    ],
  };
}

async function vectorsOfModel(
  model: EmModel,
  { dataset, task, settings }: AssembledEvaluation,
  split: Split,
  limit: number,
): Promise<ObjectVectors[]> {
  const found: ObjectVectors[] = [];
  await evaluate(model, batches(dataset, split, { batchSize: settings.training.batchSize, limit }), {
    ...task,
    // A static image has one vector for each object: that of the last step.
    ...(dataset.frames === 1 ? { stepWeights: lastStep } : {}),
    onBatch: (seen) => found.push(objectVectors(seen, annotationsOf(seen.batch))),
  });
  return found;
}

/** Returns the vectors of k-means: the centre of each group. */
function vectorsOfKMeans(dataset: Dataset, split: Split, limit: number, frames: readonly number[]): ObjectVectors[] {
  const [height, width] = dataset.imageShape;
  const D = height * width;
  return [...batches(dataset, split, { batchSize: 1, limit })].map((batch, item) => {
    const K = batch.groups.reduce((a, b) => Math.max(a, b), 1);
    const foreground = foregroundOf(batch);
    const at = (values: Float32Array | Uint8Array, t: number) => values.subarray(t * D, (t + 1) * D);
    const labels = frames.map((t) => groupPixels(at(foreground, t), { height, width, groups: K, seed: item }).map((label) => label - 1));
    const assigned = labels.flatMap((of) => [...of]);
    return objectVectors(
      {
        shape: { T: frames.length, B: 1, K, M: 2, D },
        theta: centroids(assigned, { height, width, components: K }),
        assigned,
        groups: frames.flatMap((t) => [...at(batch.groups, t)]),
        frames,
      },
      annotationsOf(batch),
    );
  });
}
