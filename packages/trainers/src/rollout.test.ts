import { bernoulli, type EmModel, gaussian, initialGamma, ownFrame, rNem, rnnEm, unroll } from '@neural-em/core';
import { type Batch, balls4mass } from '@neural-em/datasets';
import { ballsRNem, staticShapesRnnEm } from '@neural-em/networks';
import { expectNoLeak, useCpuBackend, values } from '@neural-em/testing';
import { sub, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { bitFlip, type RolloutOptions, type RolloutStep, rollout, rolloutSteps, TrainingOptionError } from './index.ts';

useCpuBackend();

const side = 16;
const D = side * side;
const batch = balls4mass({ seed: 1, side, frames: 4 }).read('test', [0, 1]);
const options: RolloutOptions = { steps: 3, components: 3, seed: 5 };
const trueFrame = (t: number) => tensor(batch.frames.slice(t * 2 * D, (t + 1) * 2 * D), [2, 1, D, 1]);
const sizes = { imageShape: [side, side, 1], channels: [2, 2], dense: 8, thetaSize: 6, attentionSize: 4, seed: 0 } as const;
const relational = () => rNem({ pixels: bernoulli(), ...ballsRNem(sizes) });
const collect = async (model: EmModel, frames: Batch, task = options) => {
  const steps: RolloutStep[] = [];
  for await (const step of rolloutSteps(model, frames, task)) steps.push(step);
  return steps;
};

describe('rollout', () => {
  it('does with true frames what unrolling does', async () => {
    const model = relational();
    const steps = await collect(model, batch);
    const { states } = unroll(model, {
      gamma: initialGamma({ images: 2, components: 3, pixels: D, seed: '5/rollout' }),
      inputs: [0, 1, 2].map(trueFrame),
      targets: [1, 2, 3].map(trueFrame),
      stepWeights: [1, 1, 1],
    });
    expect(steps.map(({ frame: at, beyond }) => [at, beyond])).toEqual([1, 2, 3, 4, 5, 6].map((at) => [at, at > 3]));
    for (const [t, { gamma }] of states.entries()) expect([...steps[t]!.gamma]).toEqual(values(gamma));
  });

  it('goes on with its own predictions: it reads what each component draws, without noise, and looks at what is above the threshold', async () => {
    const model = relational();
    const steps = await collect(model, batch);
    // By hand: one more true input, then the model's own.
    let state = model.init(initialGamma({ images: 2, components: 3, pixels: D, seed: '5/rollout' }));
    for (let t = 0; t < 6; t++) {
      const input =
        t < 4 ? tensor(batch.frames.slice(t * 2 * D, (t + 1) * 2 * D), [2, 1, D, 1]) : ownFrame(tensor(steps[t - 1]!.means, [2, 3, D, 1]));
      const means = steps[t]!.means;
      const brightest = (b: number, i: number) => Math.max(...[0, 1, 2].map((k) => means[(b * 3 + k) * D + i]!));
      const own = Float32Array.from({ length: 2 * D }, (_, i) => (brightest(Math.floor(i / D), i % D) > 0.1 ? 1 : 0));
      const target = tensor(t < 3 ? batch.frames.slice((t + 1) * 2 * D, (t + 2) * 2 * D) : own, [2, 1, D, 1]);
      state = model.step(state, input, target);
      expect([...steps[t]!.gamma]).toEqual([...state.gamma.dataSync()]);
    }
    const last = steps.at(-1)!;
    const expected = Array.from({ length: 2 * D }, (_, i) => {
      const [b, pixel] = [Math.floor(i / D), i % D];
      return [0, 1, 2].reduce((sum, k) => sum + last.gamma[(b * 3 + k) * D + pixel]! * last.means[(b * 3 + k) * D + pixel]!, 0);
    });
    expected.forEach((value, i) => {
      expect(last.prediction[i]).toBeCloseTo(value, 5);
    });
  });

  it('has noise on true frames alone, where it is asked for', async () => {
    const model = relational();
    const [clean, noisy] = [await collect(model, batch), await collect(model, batch, { ...options, noise: bitFlip(0.5) })];
    expect(noisy[0]!.gamma).not.toEqual(clean[0]!.gamma);
    const single = { ...batch, shape: [1, 2, side, side, 1] as const, frames: batch.frames.slice(0, 2 * D) };
    const zero = { ...single, frames: new Float32Array(2 * D) };
    const never = { name: 'never again', corrupt: (values: Float32Array) => void values.fill(0) };
    const blanked = await collect(model, single, { ...options, noise: never });
    expect(blanked.map(({ prediction }) => [...prediction])).toEqual((await collect(model, zero)).map(({ prediction }) => [...prediction]));
  });

  it('gives the same in arrays, and takes any number of steps, images and components', async () => {
    const model = relational();
    const steps = await collect(model, batch, { steps: 9, components: 5, seed: 2 });
    const { predictions, assigned, firstBeyond } = await rollout(model, batch, { steps: 9, components: 5, seed: 2 });
    expect(firstBeyond).toBe(4);
    expect([...predictions]).toEqual(steps.flatMap(({ prediction }) => [...prediction]));
    expect([...assigned]).toEqual(steps.flatMap((step) => [...step.assigned]));
  });

  it('reads a frame as it is retouched, and explains the true one', async () => {
    const model = relational();
    const plain = await collect(model, batch);
    const turned = await collect(model, batch, { ...options, retouch: (read, frame) => (frame === 4 ? sub(1, read) : read) });
    // Frame 4 is the first of the model's own; the step that reads it predicts frame 5.
    expect(turned.slice(0, 4)).toEqual(plain.slice(0, 4));
    expect(turned[4]!.means).not.toEqual(plain[4]!.means);
    const seen: number[] = [];
    const retouch = (read: Tensor, frame: number) => {
      seen.push(frame);
      return sub(1, read);
    };
    const [first] = await collect(model, batch, { ...options, retouch });
    expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
    const start = model.init(initialGamma({ images: 2, components: 3, pixels: D, seed: '5/rollout' }));
    expect([...first!.gamma]).toEqual(values(model.step(start, sub(1, trueFrame(0)), trueFrame(1)).gamma));
  });

  it('gives the influences on the next step, where components read each other', async () => {
    const model = relational();
    const [first] = await collect(model, batch);
    const start = model.init(initialGamma({ images: 2, components: 3, pixels: D, seed: '5/rollout' }));
    expect([...first!.attention!]).toEqual(values(model.attention(model.step(start, trueFrame(0), trueFrame(1)))));
    expect((await collect(model, batch, { ...options, components: 1 })).map(({ attention }) => attention)).toEqual(
      Array(6).fill(undefined),
    );
    const alone = rnnEm({ pixels: bernoulli(), ...staticShapesRnnEm({ etaShape: [D, 1], thetaSize: 5, seed: 1 }) });
    expect((await collect(alone, batch))[0]!.attention).toBeUndefined();
  });

  it('looks at the brightest component itself for pixels that are not binary', async () => {
    const model = rnnEm({ pixels: gaussian(), ...staticShapesRnnEm({ etaShape: [D, 1], thetaSize: 5, seed: 1 }) });
    const [plain, cut] = [await collect(model, batch, { ...options, threshold: null }), await collect(model, batch)];
    expect(cut[2]!.gamma).toEqual(plain[2]!.gamma);
    expect(cut[3]!.gamma).not.toEqual(plain[3]!.gamma);
  });

  it('reads its predictions themselves where it is told so, and for pixels that are not binary', async () => {
    const model = relational();
    const from = { ...batch, frames: batch.frames.map((value) => 0.4 * value) };
    const [binary, grey] = [await collect(model, from), await collect(model, from, { ...options, readShare: null })];
    expect(grey[3]!.gamma).toEqual(binary[3]!.gamma);
    expect(grey[4]!.gamma).not.toEqual(binary[4]!.gamma);
    const plain = { ...options, threshold: null };
    const reads = await collect(model, from, { ...plain, readShare: null });
    expect((await collect(model, from, plain)).at(-1)!.gamma).toEqual(reads.at(-1)!.gamma);
  });

  it('leaves no tensor behind, ended or left early', async () => {
    const model = relational();
    await expectNoLeak(() => collect(model, batch));
    await expectNoLeak(async () => {
      for await (const step of rolloutSteps(model, batch, options)) if (step.beyond) break;
    });
  });

  it('says what is wrong with its options', async () => {
    const model = relational();
    const fails = (task: object, frames: Batch = batch) => expect(rollout(model, frames, { ...options, ...task })).rejects;
    await fails({ steps: 0 }).toThrow(TrainingOptionError);
    await fails({ steps: 0 }).toThrow('steps must be a whole number above 0, not 0');
    await fails({ threshold: Number.NaN }).toThrow('threshold must be a number or null, not NaN');
    await fails({ readShare: 1.5 }).toThrow('readShare must be a number from 0 to 1, or null, not 1.5');
    await fails({ retouch: 3 }).toThrow('retouch must be a function from the frame that the model reads to another frame, not 3');
    await fails({ steps: 1e9 }).toThrow('GiB, more than 2: give fewer steps or images, or read the steps one by one from rolloutSteps');
    await fails({}, balls4mass({ seed: 1, side: 8, frames: 2 }).read('test', [0])).toThrow(
      "frames must be of the model's 256 pixels, not 2 of 8×8",
    );
  });
});
