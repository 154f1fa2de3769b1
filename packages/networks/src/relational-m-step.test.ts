import {
  bernoulli,
  countParams,
  everyStep,
  initialGamma,
  namedVariables,
  OptionError,
  rNem,
  rnnEm,
  unroll,
  variables,
} from '@neural-em/core';
import { binaryTensor, expectClose, normalTensor, useCpuBackend, values } from '@neural-em/testing';
import { gather, type NamedTensorMap, slice, type Tensor, type Tensor3D, tensor, variableGrads } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ballsRNem, ballsRnnEm, layerNormLstm, relational, relationalMStep } from './index.ts';
import { contextOf } from './step-context.fixture.ts';

useCpuBackend();

const small = { imageShape: [8, 8, 1], channels: [2, 3], dense: 6, thetaSize: 5, attentionSize: 4, seed: 0 } as const;
const pixels = bernoulli();

describe('the networks for bouncing balls', () => {
  it('have the numbers of parameters of the paper', () => {
    expect(countParams(rNem({ pixels, ...ballsRNem({ seed: 0 }) }).params)).toBe(4_951_978);
    expect(countParams(rNem({ pixels, ...ballsRNem({ seed: 0, attention: false }) }).params)).toBe(4_926_577);
    expect(countParams(rnnEm({ pixels, ...ballsRnnEm({ seed: 0 }) }).params)).toBe(4_611_827);
    expect(countParams(rnnEm({ pixels, ...ballsRnnEm({ seed: 0, cell: layerNormLstm }) }).params)).toBe(5_185_077);
  });

  it.each([true, false])('learn with every weight, attention %s', (attention) => {
    const model = rNem({ pixels, ...ballsRNem({ ...small, attention }) });
    const frames = [0, 1, 2, 3].map((t) => binaryTensor([2, 1, 64, 1], t));
    const gamma = initialGamma({ images: 2, components: 3, pixels: 64, seed: 0 });
    const { grads } = variableGrads(
      () => unroll(model, { gamma, inputs: frames, targets: frames, stepWeights: everyStep(4) }).loss.total,
      variables(model.params),
    );
    for (const [path, { name }] of namedVariables(model.params)) {
      const norm = Math.hypot(...values((grads as NamedTensorMap)[name]!));
      expect(Number.isFinite(norm) && norm > 0, `${path}: ${norm}`).toBe(true);
    }
  });
});

describe('the M-step of Relational N-EM', () => {
  const permute = (x: Tensor, order: number[]) => gather(x, order, 1);
  const mStepOf = (attention: boolean) => ballsRNem({ ...small, attention }).mStep;

  it('permutes what comes out when components are permuted', () => {
    const order = (K: number) =>
      fc.shuffledSubarray(
        Array.from({ length: K }, (_, k) => k),
        { minLength: K, maxLength: K },
      );
    const arbitrary = fc.integer({ min: 1, max: 5 }).chain((K) => fc.tuple(order(K), fc.boolean(), fc.nat()));
    fc.assert(
      fc.property(arbitrary, ([permutation, attention, seed]) => {
        const mStep = mStepOf(attention);
        const K = permutation.length;
        const [state, residual] = [normalTensor([2, K, 5], `state ${seed}`), normalTensor([2, K, 64, 1], `residual ${seed}`)];
        const plain = mStep.step(state, residual, contextOf(2, K));
        const permuted = mStep.step(permute(state, permutation), permute(residual, permutation), contextOf(2, K));
        expectClose(permuted.theta, permute(plain.theta, permutation), 1e-5);
        expectClose(permuted.state, permute(plain.state, permutation), 1e-5);
        if (K === 1) return;
        const shuffled = permute(gather(mStep.attention(state), permutation, 2), permutation);
        expectClose(mStep.attention(permute(state, permutation)), shuffled, 1e-5);
      }),
      { numRuns: 25, seed: 1 },
    );
  });

  it('lets the state of one component act on all others, and images on none', () => {
    const cell = relational({ inputs: 3, size: 4, seed: 0 });
    const input = normalTensor([2, 3, 3], 'input');
    const state = normalTensor([2, 3, 4], 'state');
    const changed = state.arraySync() as number[][][];
    changed[0]![2] = [3, -1, 2, 0.5];
    const [before, after] = [state, tensor(changed)].map((s) => cell.step(s, input).output as Tensor3D);
    const of = (x: Tensor3D, b: number, k: number) => values(slice(x, [b, k, 0], [1, 1, 4]));
    const differs = (b: number, k: number) => of(before!, b, k).join() !== of(after!, b, k).join();
    expect([0, 1].map((b) => [0, 1, 2].map((k) => differs(b, k)))).toEqual([
      [true, true, true],
      [false, false, false],
    ]);
  });

  it('has no effects where there is one component: as if it were alone among components of no weight', () => {
    const cell = relational({ inputs: 3, size: 4, seed: 0, attention: false });
    const [state, input] = [normalTensor([2, 1, 4], 'state'), normalTensor([2, 1, 3], 'input')];
    const alone = cell.step(state, input);
    // With the rows of the update that read the effects set to 0, effects can change nothing.
    const update = namedVariables(cell.params).find(([path]) => path === 'update/kernel')![1];
    const kernel = update.arraySync() as number[][];
    update.assign(tensor(kernel.map((row, i) => (i >= 4 && i < 8 ? row.map(() => 0) : row))));
    const without = cell.step(state, input);
    expectClose(alone.output, without.output, 0);
    expectClose(alone.state, without.state, 0);
  });

  it('returns attention between 0 and 1, none of it for a component itself; 1 everywhere else without attention', () => {
    const state = normalTensor([2, 3, 5], 'state');
    const weights = values(mStepOf(true).attention(state));
    const diagonal = weights.filter((_, i) => Math.floor((i % 9) / 3) === i % 3);
    expect(diagonal).toEqual([0, 0, 0, 0, 0, 0]);
    expect(new Set(weights).size).toBe(13);
    expect(Math.min(...weights) >= 0 && Math.max(...weights) < 1).toBe(true);
    expect(values(mStepOf(false).attention(state))).toEqual([0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0]);
  });

  it('is a part of a model that returns the attention that follows a state', () => {
    const { mStep, decoder } = ballsRNem(small);
    const model = rNem({ pixels, decoder, mStep });
    const gamma = initialGamma({ images: 2, components: 3, pixels: 64, seed: 0 });
    const { states } = unroll(model, {
      gamma,
      inputs: [binaryTensor([2, 1, 64, 1], 0)],
      targets: [binaryTensor([2, 1, 64, 1], 1)],
      stepWeights: [1],
    });
    expect(model.attention(states[0]!).shape).toEqual([2, 3, 3]);
    const single = model.init(initialGamma({ images: 2, components: 1, pixels: 64, seed: 0 }));
    expect(() => model.attention(single)).toThrow(OptionError);
    expect(() => model.attention(single)).toThrow('at least 2 components, not 1');
  });

  it('reads the residual itself where there is no encoder', () => {
    const mStep = relationalMStep({ cell: relational({ inputs: 6, size: 4, seed: 'cell' }) });
    const { theta, state } = mStep.step(mStep.init(2, 3), normalTensor([2, 3, 6, 1], 'residual'), contextOf(2, 3, 6));
    expect([theta.shape, state.shape]).toEqual([
      [2, 3, 4],
      [2, 3, 4],
    ]);
    expect(Object.keys(mStep.params)).toEqual(['recurrent']);
  });
});
