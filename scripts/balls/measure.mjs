// Measures trained models on bouncing balls, for score.mjs and score-animations.mjs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chooseBackend } from '@neural-em/backends';
import { initialGamma, ownFrame, ownTarget } from '@neural-em/core';
import { bouncingBalls } from '@neural-em/datasets';
import { assembleModel } from '@neural-em/experiments';
import { adjustedMutualInformation, adjustedRandIndex, binaryCrossEntropy, mean, onForeground } from '@neural-em/metrics';
import { extrapolateComponents } from '@neural-em/mixtures/images';
import { countObjects } from '@neural-em/runs';
import { bitFlip, loadWeights, readBestWeights, rollout, scoreNextFrames, summarizeLoss } from '@neural-em/trainers';
import { folderStorage } from '@neural-em/trainers/node';
import { add, argMax, cast, engine, less, mul, randomUniform, squeeze, sum, tensor, tidy } from '@tensorflow/tfjs-core';

export const metrics = { ami: onForeground(adjustedMutualInformation), ari: onForeground(adjustedRandIndex) };

/**
 * Reads a trained model from the folder of its run, which may still be under way; returns undefined if the run was never validated. `noise` is
 * that of its training.
 */
export async function openModel(path) {
  await chooseBackend();
  const { settings } = JSON.parse(readFileSync(join(path, 'config.json'), 'utf8'));
  const weights = await readBestWeights(folderStorage(path));
  if (weights === undefined) return undefined;
  const made = assembleModel(settings);
  loadWeights(made.model.params, weights);
  return { ...made, noise: bitFlip(settings.training.noise.probability) };
}

/** Yields batches of the first sequences of the test split. */
export function* testBatches(dataset, count, batchSize = 25) {
  for (let first = 0; first < count; first += batchSize)
    yield dataset.read(
      'test',
      Array.from({ length: Math.min(batchSize, count - first) }, (_, i) => first + i),
    );
}

/**
 * Scores predictions of the next frame, and copies of the present frame for comparison: losses over all pixels and over those of
 * collisions, of all steps and of the last ten, AMI and ARI. Frames have the noise of the training, here and below.
 */
export async function nextFrame(model, dataset, { images, seed = 1, ...others }) {
  const task = { seed, ...others };
  const scores = await scoreNextFrames(model, testBatches(dataset, images), { ...task, metrics });
  const summary = (region) => ({
    ...Object.fromEntries(['loss', 'crossEntropy', 'crossEntropyBound'].map((name) => [name, summarizeLoss(region, name)])),
    lastTen: summarizeLoss(region, 'loss', { last: 10 }),
    copy: mean(region.copy),
  });
  const of = (name) => ({ frames: mean(scores.metrics[name].frames), sequences: mean(scores.metrics[name].sequences) });
  return { images, all: summary(scores.all), collisions: summary(scores.collisions), ami: of('ami'), ari: of('ari'), curves: scores };
}

/** Returns the first frames of every sequence of a batch. */
export function firstFrames({ shape: [, ...rest], frames, groups }, given) {
  const [B, H, W, C] = rest;
  return { shape: [given, ...rest], frames: frames.subarray(0, given * B * H * W * C), groups: groups.subarray(0, given * B * H * W) };
}

/** Returns the rollouts of a model after `given` true frames: predictions and assignments of the following frames, [S, B, D]. */
export async function modelRollout(model, batch, { given, ...options }) {
  const { predictions, assigned } = await rollout(model, firstFrames(batch, given), { seed: 1, ...options });
  const [, B, H, W] = batch.shape;
  const from = (given - 1) * B * H * W;
  return { predictions: predictions.map((value) => Math.min(1, Math.max(0, value))).subarray(from), assigned: assigned.subarray(from) };
}

/**
 * Separates the difficulties of a rollout: after `given` true frames, the model reads either true frames or its own predictions, and its
 * E-step assigns the pixels of either true frames or its own (pixels whose brightest component is above 0.1). Its own frames are read in
 * three ways: as zeros and ones (`ownFrame`), unchanged (grey), or as random zeros and ones with the noise of the training. Returns wrong
 * pixels, balls kept and AMI of each step, [S].
 */
export async function takenApart(model, batch, { given, steps, components, noise, seed = 1 }) {
  const [, B, H, W] = batch.shape;
  const D = H * W;
  const size = { height: H, width: W };
  const frame = (t) => tensor(batch.frames.slice(t * B * D, (t + 1) * B * D), [B, 1, D, 1]);
  // A pixel that is lit with probability p, and then flipped with probability q by the noise, is lit with probability q + (1 - 2q) p.
  const { probability } = noise.kernel.attrs;
  const noisy = (lit, t) =>
    cast(less(randomUniform(lit.shape, 0, 1, 'float32', seed + t), add(probability, mul(1 - 2 * probability, lit))), 'float32');
  const found = {};
  const binary = ({ means }) => ownFrame(means);
  const grey = ({ prediction }) => prediction;
  const drawn = ({ prediction }, t) => noisy(prediction, t);
  for (const [name, read, looks] of [
    ['true frames, own E-step', undefined, false],
    ['own frames, true E-step', binary, true],
    ['own frames, own E-step', binary, false],
    ['own frames in grey, own E-step', grey, false],
    ['own frames drawn, own E-step', drawn, false],
  ]) {
    engine().startScope();
    let state = model.init(initialGamma({ images: B, components, pixels: D, seed }));
    let own;
    const scores = { wrong: [], kept: [], ami: [] };
    for (let t = 0; t < given + steps - 1; t++) {
      const beyond = t + 1 >= given;
      const next = tidy(() => {
        const input = t < given || !read ? noisy(frame(t), t) : read(own, t);
        const stepped = model.step(state, input, frame(t + 1));
        const means = model.pixels.mean(stepped.eta);
        const after = !beyond || looks ? stepped : model.explain(stepped, ownTarget(means));
        return {
          after,
          own: { means, prediction: sum(mul(after.gamma, means), 1, true) },
          assigned: squeeze(argMax(after.gamma, 1), [-1]),
        };
      });
      ({ after: state, own } = next);
      if (!beyond) continue;
      const [prediction, assigned] = await Promise.all([own.prediction.data(), next.assigned.data()]);
      const each = Array.from({ length: B }, (_, b) => {
        const [truth, groups] = [batch.frames, batch.groups].map((values) =>
          values.subarray(((t + 1) * B + b) * D, ((t + 1) * B + b + 1) * D),
        );
        const wrong = truth.reduce((count, value, i) => count + (value > 0.5 !== prediction[b * D + i] > 0.5 ? 1 : 0), 0);
        const kept = countObjects(prediction.subarray(b * D, (b + 1) * D), size) / countObjects(truth, size);
        return { wrong, kept, ami: metrics.ami(groups, assigned.subarray(b * D, (b + 1) * D)) };
      });
      for (const key of Object.keys(scores)) scores[key].push(mean(each.map((image) => image[key])));
    }
    engine().endScope();
    found[name] = scores;
  }
  return found;
}

/** Returns rollouts of connected components that move on with constant velocity. */
export function constantVelocity(batch, { given, steps }) {
  const [, B, height, width] = batch.shape;
  const D = height * width;
  const assigned = new Int32Array(steps * B * D);
  for (let b = 0; b < B; b++) {
    const frames = Float32Array.from({ length: given * D }, (_, i) => batch.frames[(Math.floor(i / D) * B + b) * D + (i % D)]);
    const labels = extrapolateComponents(frames, { height, width, steps });
    for (let s = 0; s < steps; s++) assigned.set(labels.subarray(s * D, (s + 1) * D), (s * B + b) * D);
  }
  return { predictions: Float32Array.from(assigned, (label) => (label > 0 ? 1 : 0)), assigned };
}

/** Returns rollouts that repeat the last true frame. */
export function copying(batch, { given, steps }) {
  const [, B, H, W] = batch.shape;
  const size = B * H * W;
  const last = batch.frames.subarray((given - 1) * size, given * size);
  const predictions = new Float32Array(steps * size);
  for (let s = 0; s < steps; s++) predictions.set(last, s * size);
  return { predictions, assigned: Int32Array.from(predictions) };
}

/**
 * Scores predicted frames at each step, [S], and their means before and after the first collision in the predicted part of each sequence.
 * The scores are cross entropy (a wrong prediction of probability 1 costs −log 1e-6), wrong pixels (above or below a half), balls kept, and
 * AMI.
 */
export function scorePrediction({ predictions, assigned }, batch, { given, steps }) {
  const [, B, height, width] = batch.shape;
  const D = height * width;
  const { events } = batch.annotations;
  const N = events.shape[2];
  const hits = (t, b) => events.values.subarray((t * B + b) * N, (t * B + b + 1) * N).some((event) => (event & 1) === 1);
  const rows = [];
  for (let b = 0; b < B; b++) {
    let collided = false;
    for (let s = 0; s < steps; s++) {
      const t = given + s;
      collided ||= hits(t, b);
      const part = (values, at) => values.subarray(at * D, (at + 1) * D);
      const [truth, groups] = [part(batch.frames, t * B + b), part(batch.groups, t * B + b)];
      const [prediction, labels] = [part(predictions, s * B + b), part(assigned, s * B + b)];
      rows.push({
        s,
        collided,
        crossEntropy: binaryCrossEntropy(truth, prediction),
        wrong: truth.reduce((sum, value, i) => sum + (value > 0.5 !== prediction[i] > 0.5 ? 1 : 0), 0),
        kept: countObjects(prediction, { height, width }) / countObjects(truth, { height, width }),
        ami: metrics.ami(groups, labels),
      });
    }
  }
  const names = ['crossEntropy', 'wrong', 'kept', 'ami'];
  const means = (chosen) => Object.fromEntries(names.map((name) => [name, mean(chosen.map((row) => row[name]))]));
  return {
    curves: Object.fromEntries(
      names.map((name) => [name, Array.from({ length: steps }, (_, s) => mean(rows.filter((row) => row.s === s).map((row) => row[name])))]),
    ),
    before: means(rows.filter(({ collided }) => !collided)),
    after: means(rows.filter(({ collided }) => collided)),
  };
}

/** Returns the dataset of an experiment with the given number of frames, and with the annotations of its generator. */
export function ballsOf({ data }, frames) {
  const { seed, height: side, size, objects, leastObjects = objects } = data;
  return bouncingBalls({ seed, side, size, frames, objects: [leastObjects, objects] });
}
