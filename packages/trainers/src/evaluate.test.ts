import { bernoulli, type EmModel, everyStep, rnnEm, unroll } from '@neural-em/core';
import { type Batch, batches, type Dataset, flyingShapes, staticShapes } from '@neural-em/datasets';
import { staticShapesRnnEm } from '@neural-em/networks';
import { expectNoLeak, useCpuBackend, values } from '@neural-em/testing';
import { memory, tensor } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitFlip, evaluate, type Grouping, observe, prepare, TrainingOptionError } from './index.ts';

useCpuBackend();

const small = { seed: 0, height: 14, width: 14, objects: 1, size: { training: 4, validation: 4, test: 4 } };
const still: Dataset = staticShapes(small);
const moving: Dataset = flyingShapes({ ...small, frames: 6 });
const makeParts = () => staticShapesRnnEm({ etaShape: [196, 1], thetaSize: 8, seed: 3 });
const makeDecoder = () => makeParts().decoder;
const makeModel = () => rnnEm({ pixels: bernoulli(), ...makeParts() });
const options = { components: 2, noise: bitFlip(0.1), seed: 1 };
/** A score that tells apart images, steps and predictions. */
const agreement = (truth: ArrayLike<number>, prediction: ArrayLike<number>) =>
  Array.from(truth).reduce((sum, group, i) => sum + (group === prediction[i]! + 1 ? i : 0), 0);
const test = (data: Dataset, batchSize = 4) => batches(data, 'test', { batchSize });
const whole = (data: Dataset) => data.read('test', [0, 1, 2, 3]);

/** Returns the results of a model on one batch, computed by `unroll`. */
function unrolled(model: EmModel, data: Dataset, task: Parameters<typeof prepare>[2], place = 'evaluation/0') {
  const prepared = prepare(model, whole(data), task, place);
  return { ...prepared, ...unroll(model, prepared) };
}

describe('evaluate', () => {
  it.each([
    ['a static image', still, { ...options, emSteps: 4 }, 1],
    ['a static image at every step', still, { ...options, emSteps: 4, stepWeights: everyStep }, 4],
    ['a sequence', moving, options, 5],
  ] as const)('has the loss of unrolling, and a score a step, of %s', async (_, data, task, steps) => {
    const model = makeModel();
    const evaluation = await evaluate(model, test(data), { ...task, metrics: { agreement } });
    const { loss, states, groups } = unrolled(model, data, task);
    expect(evaluation.loss).toBe(values(loss.total)[0]);
    expect(evaluation.inter).toBe(values(loss.inter)[0]);
    const expected = states.map(({ gamma }, t) =>
      [0, 1, 2, 3].map((b) => {
        const g = values(gamma).slice(b * 392, (b + 1) * 392);
        return agreement(
          groups[t]!.subarray(b * 196, (b + 1) * 196),
          Array.from({ length: 196 }, (_, i) => (g[i]! >= g[196 + i]! ? 0 : 1)),
        );
      }),
    );
    expect(evaluation.stepScores.agreement).toEqual(expected.slice(-steps));
  });

  it('weighs steps in the score as in the loss, whatever the weights and batches', async () => {
    const model = makeModel();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 5, maxLength: 5 }).filter((weights) => weights.some((w) => w > 0)),
        async (weights) => {
          const task = { ...options, stepWeights: () => weights };
          const { scores, stepScores, loss } = await evaluate(model, test(moving), { ...task, metrics: { agreement } });
          const weighing = weights.filter((w) => w > 0);
          const total = weights.reduce((a, b) => a + b);
          for (const image of [0, 3])
            expect(scores.agreement![image]).toBeCloseTo(
              weighing.reduce((sum, w, t) => sum + (w / total) * stepScores.agreement![t]![image]!, 0),
              6,
            );
          expect(loss).toBeCloseTo(values(unrolled(model, moving, task).loss.total)[0]!, 2);
        },
      ),
      { numRuns: 10 },
    );
    const parts = await evaluate(model, test(moving, 3), { ...options, metrics: { agreement } });
    expect(parts.stepScores.agreement!.map((step) => step.length)).toEqual([4, 4, 4, 4, 4]);
  });

  it('bounds the cross entropy by the largest psi, which with one component is the cross entropy itself', async () => {
    const model = makeModel();
    for (const components of [1, 3]) {
      const task = { ...options, components };
      const { stepScores, loss, intra } = await evaluate(model, test(moving), { ...task, crossEntropy: true });
      const { states, targets } = unrolled(model, moving, task);
      states.forEach(({ eta }, t) => {
        const psi = values(model.pixels.mean(eta));
        const x = values(targets[t]!);
        const ofImage = (b: number) =>
          Array.from({ length: 196 }, (_, i) => {
            const largest = Math.max(...Array.from({ length: components }, (_, k) => psi[(b * components + k) * 196 + i]!));
            return -Math.log(x[b * 196 + i]! > 0.5 ? largest : 1 - largest);
          }).reduce((a, b) => a + b);
        for (const b of [0, 1, 2, 3]) expect(stepScores.crossEntropy![t]![b]! / ofImage(b)).toBeCloseTo(1, 4);
      });
      // One component answers for every pixel, so that the intra-cluster loss is the cross entropy, summed over steps.
      const sum = stepScores.crossEntropy!.map((step) => step.reduce((a, b) => a + b) / 4).reduce((a, b) => a + b);
      if (components === 1) expect(intra / sum).toBeCloseTo(1, 4);
      expect(loss).toBeGreaterThan(0);
    }
    expect((await evaluate(model, test(moving), options)).scores).toEqual({});
  });

  it('holds no more of a long sequence than of a short one while it runs', async () => {
    const long = flyingShapes({ ...small, frames: 31 });
    const model: EmModel = makeModel();
    const held: number[] = [];
    const watched: EmModel = {
      ...model,
      step: (state, input, target) => {
        held.push(memory().numTensors);
        return model.step(state, input, target);
      },
    };
    await evaluate(watched, test(long), options);
    // A step leaves its losses, its largest responsibility and the predicted groups.
    for (let t = 2; t < 30; t++) expect(held[t]! - held[t - 1]!).toBe(3);
    await expectNoLeak(() => evaluate(model, test(long), { ...options, crossEntropy: true }));
    await expectNoLeak(() => observe(model, whole(long), options));
    await expectNoLeak(() => evaluate(model, test(still), { ...options, emSteps: 2, restarts: 3 }));
  });

  it.each([
    ['a static image', still, { emSteps: 4 }],
    ['a sequence', moving, {}],
  ])('keeps of several starts, for each image, the one that explains it best: %s', async (_, data, more) => {
    const model = makeModel();
    const task = { ...options, ...more };
    const scores = async (restarts: number) => {
      const { scores: found } = await evaluate(model, test(data), { ...task, restarts, crossEntropy: true, metrics: { agreement } });
      return [0, 1, 2, 3].map((image) => ({ cost: found.crossEntropy![image]!, agreement: found.agreement![image]! }));
    };
    const one = await scores(1);
    const starts = [one];
    for (const start of [2, 3, 4]) {
      const { states, targets, groups, stepWeights } = unrolled(model, data, task, `evaluation/0/start ${start}`);
      starts.push(
        [0, 1, 2, 3].map((b) => {
          const steps = states.map(({ eta, gamma }, t) => {
            const of = (k: number, values: readonly number[]) => values.slice((b * 2 + k) * 196, (b * 2 + k + 1) * 196);
            const [psi, g] = [values(model.pixels.mean(eta)), values(gamma)];
            const x = values(targets[t]!).slice(b * 196, (b + 1) * 196);
            const cost = x.map((on, i) => {
              const largest = Math.max(of(0, psi)[i]!, of(1, psi)[i]!);
              return -Math.log(on > 0.5 ? largest : 1 - largest);
            });
            const assigned = x.map((_on, i) => (of(0, g)[i]! >= of(1, g)[i]! ? 0 : 1));
            return { cost: cost.reduce((u, v) => u + v), agreement: agreement(groups[t]!.subarray(b * 196, (b + 1) * 196), assigned) };
          });
          const total = stepWeights.reduce((u, v) => u + v);
          const over = (key: 'cost' | 'agreement') => steps.reduce((u, step, t) => u + (step[key] * stepWeights[t]!) / total, 0);
          return { cost: over('cost'), agreement: over('agreement') };
        }),
      );
    }
    const best = await scores(4);
    const chosen = [0, 1, 2, 3].map((b) => starts.map((start) => start[b]!).reduce((u, v) => (v.cost < u.cost ? v : u)));
    for (const b of [0, 1, 2, 3]) {
      expect(best[b]!.cost / chosen[b]!.cost).toBeCloseTo(1, 4);
      expect(best[b]!.agreement).toBeCloseTo(chosen[b]!.agreement, 6);
    }
    expect(best).not.toEqual(one);
  });

  it.each([
    ['a static image', still, { ...options, emSteps: 4, restarts: 2 }, [0]],
    ['a sequence', moving, options, [1, 2, 3, 4, 5]],
  ] as const)('gives the vectors that the decoder read, with what they grouped, of %s', async (_, data, task, frames) => {
    const model = makeModel();
    const seen: Grouping[] = [];
    const { scores } = await evaluate(model, test(data, 3), { ...task, metrics: { agreement }, onBatch: (batch) => void seen.push(batch) });
    expect(seen.map(({ shape }) => shape)).toEqual([3, 1].map((B) => ({ T: frames.length, B, K: 2, M: 8, D: 196 })));
    for (const { shape, batch, theta, assigned, groups, frames: explained } of seen) {
      expect(explained).toEqual(frames);
      expect(groups).toEqual(batch.groups.subarray(frames[0]! * shape.B * 196, (frames.at(-1)! + 1) * shape.B * 196));
      const means = values(model.pixels.mean(makeDecoder().decode(tensor(theta, [shape.T * shape.B, 2, 8]))));
      // Of two components with equal weights, the pixel belongs to the nearer one.
      for (const image of [0, shape.T * shape.B - 1])
        for (let i = 0; i < 196; i++) {
          const [x, a, b] = [
            batch.frames[(frames[0]! * shape.B + image) * 196 + i]!,
            means[image * 392 + i]!,
            means[image * 392 + 196 + i]!,
          ];
          if (Math.abs(a - b) > 1e-5) expect(assigned[image * 196 + i]).toBe(Math.abs(x - a) < Math.abs(x - b) ? 0 : 1);
        }
    }
    const again = await evaluate(model, test(data, 3), { ...task, metrics: { agreement } });
    expect(again.scores).toEqual(scores);
    await expectNoLeak(() => evaluate(model, test(data), { ...task, onBatch: () => {} }));
  });

  it.each<[string, Partial<Batch>, RegExp]>([
    ['groups', { groups: undefined as never }, /shape \[1, 4, 14, 14, 1\] needs groups, a Uint8Array of 784 values, not undefined/],
    ['frames of its length', { frames: new Float32Array(3) }, /needs frames, a Float32Array of 784 values, not a Float32Array of 3/],
    ['a shape', { shape: [4, 14, 14] as never }, /a batch needs a shape \[T, B, H, W, C\] .* not \[4, 14, 14\]/],
  ])('refuses a batch without %s', async (_, wrong, message) => {
    const run = evaluate(makeModel(), [{ ...whole(still), ...wrong }], { ...options, emSteps: 2 });
    await expect(run).rejects.toThrow(TrainingOptionError);
    await expect(run).rejects.toThrow(message);
  });

  it.each([0, 1.5, Number.NaN])('refuses %j starts', async (restarts) => {
    const run = evaluate(makeModel(), test(moving), { ...options, restarts });
    await expect(run).rejects.toThrow(TrainingOptionError);
    await expect(run).rejects.toThrow(/restarts must be a whole number above 0/);
  });

  it.each([[[1, 1]], [[0, 0, 0, 0, 0]], [[1, 1, 1, 1, -1]], [[1, 1, 1, 1, Number.NaN]]])(
    'refuses weights %j of five steps',
    async (weights) => {
      const run = evaluate(makeModel(), test(moving), { ...options, stepWeights: () => weights });
      await expect(run).rejects.toThrow(TrainingOptionError);
      await expect(run).rejects.toThrow(/stepWeights must give 5 weights/);
    },
  );
});
