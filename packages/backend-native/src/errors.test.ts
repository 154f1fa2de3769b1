import {
  add,
  concat,
  enableProdMode,
  engine,
  fused,
  matMul,
  setBackend,
  tensor,
  tensor2d,
  tile,
  where,
  zeros,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { configureNative, NativeBackendError } from './index.ts';

beforeAll(async () => {
  enableProdMode();
  await setBackend('native');
});

describe('wrong calls', () => {
  it('name the operation and the tensor that is disposed', () => {
    const gone = tensor([1, 2]);
    gone.dispose();
    const call = () => engine().runKernel('Add', { a: tensor([1, 2]), b: gone });
    expect(call).toThrow(NativeBackendError);
    expect(call).toThrow(/native Add: tensor b of shape \[2\] is disposed/);
  });

  it('name the shapes that do not fit', () => {
    const call = () => engine().runKernel('BatchMatMul', { a: zeros([2, 3]), b: zeros([4, 5]) }, { transposeA: false, transposeB: true });
    expect(call).toThrow(
      /native matMul: the inner sizes must agree, given 3 of a \[2,3\] and 5 of b \[4,5\] \(transposeA false, transposeB true\)/,
    );
    expect(() => engine().runKernel('Select', { condition: zeros([2], 'bool'), t: zeros([3]), e: zeros([3]) })).toThrow(
      /native Select: condition must have 3 elements, given shape \[2\]/,
    );
    expect(() => engine().runKernel('Add', { a: zeros([2]), b: zeros([3]) })).toThrow(/broadcast/);
  });

  it('name an activation that there is not', () => {
    expect(() => fused.matMul({ a: zeros([1, 1]), b: zeros([1, 1]), activation: 'softsign' as 'relu' })).toThrow(/activation softsign/i);
  });

  it('name the bytes that there are not', () => {
    const x = zeros([1, 1024]);
    expect(() => tile(x, [2 ** 30, 1])).toThrow(/native Tile: .*at most 2147483647 elements/);
  });
});

describe('other dtypes', () => {
  it('are left to the CPU backend', () => {
    const a = tensor([7, -7], [2], 'int32');
    expect(Array.from(add(a, a).dataSync())).toEqual([14, -14]);
    expect(Array.from(concat([a, a]).dataSync())).toEqual([7, -7, 7, -7]);
    expect(Array.from(where(tensor([true, false], [2], 'bool'), a, tensor([1, 2], [2], 'int32')).dataSync())).toEqual([7, 2]);
    expect(Array.from(matMul(tensor2d([[1, 2]], [1, 2], 'int32'), tensor2d([[3], [4]], [2, 1], 'int32')).dataSync())).toEqual([11]);
  });
});

describe('settings', () => {
  it('out of range are refused', () => {
    expect(() => configureNative({ threads: 0 })).toThrow(/threads must be a whole number of at least 1, given 0/);
    expect(() => configureNative({ threads: 1.5 })).toThrow(NativeBackendError);
    expect(() => configureNative({ level: 'mmx' })).toThrow(/this machine runs the instruction levels .*baseline, given mmx/);
    expect(() => configureNative({ poolMegabytes: -1 })).toThrow(/poolMegabytes/);
  });

  it('are kept where they are not changed', () => {
    const before = configureNative({});
    expect(configureNative({ threads: 3 })).toEqual({ ...before, threads: 3 });
    expect(configureNative({ threads: before.threads })).toEqual(before);
  });
});
