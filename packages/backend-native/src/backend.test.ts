import '@neural-em/backends';
import { expectFlatMemory, expectNoLeak } from '@neural-em/testing';
import {
  add,
  addN,
  enableProdMode,
  engine,
  fill,
  grad,
  mul,
  relu,
  reshape,
  setBackend,
  slice,
  split,
  sum,
  type Tensor,
  tensor,
  tensor2d,
  tidy,
  unstack,
  variable,
  zeros,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { NativeBackend } from './backend.ts';
import { nativeStatus } from './index.ts';

beforeAll(async () => {
  enableProdMode();
  await setBackend('native');
});

const backend = () => engine().backend as NativeBackend;

describe('values', () => {
  it('that were read stay as they were when the memory is used again', () => {
    const x = add(fill([100], 1), 1);
    const read = x.dataSync();
    x.dispose();
    const y = add(fill([100], 5), 5);
    expect(Array.from(read)).toEqual(new Array(100).fill(2));
    y.dispose();
  });

  it.each([
    ['slice', (x: Tensor) => slice(x, [1, 0], [1, 40])],
    ['split', (x: Tensor) => split(x, 2)[1]!],
    ['unstack', (x: Tensor) => unstack(x)[1]!],
    ['reshape', (x: Tensor) => slice(reshape(x, [80]), [40], [40])],
  ])('of a part of a tensor (%s) outlive the whole', (_, part) => {
    const whole = add(
      tensor2d(
        Array.from({ length: 80 }, (_, i) => i),
        [2, 40],
      ),
      0,
    );
    const kept = tidy(() => part(whole));
    whole.dispose();
    const overwritten = Array.from({ length: 8 }, () => add(fill([80], -1), 0));
    expect(Array.from(kept.dataSync())).toEqual(Array.from({ length: 40 }, (_, i) => 40 + i));
    for (const t of [...overwritten, kept]) t.dispose();
  });

  it('of an array that the caller gave are never written to', () => {
    const given = new Float32Array(64).fill(3);
    const x = tensor(given);
    const y = relu(x);
    x.dispose();
    const others = Array.from({ length: 4 }, () => add(fill([64], 9), 0));
    expect(Array.from(given)).toEqual(new Array(64).fill(3));
    expect(backend().pool.owns(given)).toBe(false);
    for (const t of [y, ...others]) t.dispose();
  });

  it('move to the plain CPU backend and back', async () => {
    const x = add(tensor([1, 2, 3]), 1);
    await setBackend('cpu');
    const y = mul(x, 2);
    await setBackend('native');
    expect(Array.from(add(y, x).dataSync())).toEqual([6, 9, 12]);
  });
});

describe('memory', () => {
  it('stays flat over a thousand training steps', async () => {
    const w = variable(fill([20, 20], 0.1));
    const step = () =>
      tidy(() => {
        const loss = (x: Tensor) => sum(relu(addN([x, mul(x, x), add(x, slice(reshape(x, [400]), [0], [1]))])));
        w.assign(add(w, mul(-1e-6, grad(loss)(w))));
      });
    await expectFlatMemory(step, () => backend().pool.bytes());
  });

  it('is given back by a kernel that the CPU backend computes', () =>
    expectNoLeak(() => tidy(() => unstack(add(zeros([3, 3]), 1)).length)));

  it('is given back when a kernel fails', () => {
    const x = add(zeros([3, 4]), 1);
    const before = backend().pool.bytes().used;
    expect(() => engine().runKernel('Concat', { 0: x, 1: reshape(x, [4, 3]) }, { axis: 0 })).toThrow();
    expect(backend().pool.bytes().used).toBe(before);
  });
});

describe('status', () => {
  it('names settings and levels', () => {
    const status = nativeStatus();
    expect(status.available && status.levels.includes(status.settings.level)).toBe(true);
    expect(status.available && status.levels.at(-1)).toBe('baseline');
  });
});
