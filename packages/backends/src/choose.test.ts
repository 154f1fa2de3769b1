import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { chooseFrom } from './choose.ts';
import { BackendUnavailableError, chooseBackend, UnknownBackendError } from './index.ts';
import { activate, type Rung } from './rung.ts';
import { cpu } from './rungs/cpu.ts';

const failing: Rung = { name: 'failing', load: () => Promise.reject(new Error('no such thing here')) };
const working: Rung = { name: 'working', load: () => cpu.load() };

describe('chooseFrom', () => {
  test('takes the first that works and says why the ones before were skipped', async () => {
    const lines: string[] = [];
    const chosen = await chooseFrom([failing, working, cpu], { log: (line) => lines.push(line) });
    expect(chosen).toEqual({
      name: 'working',
      description: 'plain JavaScript (slow)',
      passedOver: [{ name: 'failing', reason: 'no such thing here' }],
    });
    expect(lines).toEqual(['backend failing skipped: no such thing here', 'backend working: plain JavaScript (slow)']);
  });

  test('takes the one that is named, although a better one works', async () => {
    expect(await chooseFrom([working, cpu], { name: 'cpu' })).toEqual({
      name: 'cpu',
      description: 'plain JavaScript (slow)',
      passedOver: [],
    });
  });

  test('passes over a backend without the kernels needed', async () => {
    const needs = ['MatMulOfTheFuture', 'Add', 'SumOfTheFuture'];
    const choice = chooseFrom([working], { needs });
    await expect(choice).rejects.toThrow('it lacks the kernels MatMulOfTheFuture, SumOfTheFuture');
  });

  test('passes over a backend that multiplies wrongly', async () => {
    await cpu.load();
    tf.registerBackend('twisted', () => tf.findBackend('cpu'));
    tf.copyRegisteredKernels('cpu', 'twisted');
    tf.unregisterKernel('BatchMatMul', 'twisted');
    const { kernelFunc } = tf.getKernel('BatchMatMul', 'cpu');
    tf.registerKernel({
      kernelName: 'BatchMatMul',
      backendName: 'twisted',
      kernelFunc: ({ inputs, ...rest }) => kernelFunc({ ...rest, attrs: rest.attrs!, inputs: { a: inputs.b!, b: inputs.a! } }),
    });
    const twisted: Rung = { name: 'twisted', load: () => activate('twisted').then(() => 'swaps its factors') };
    const { name, passedOver } = await chooseFrom([twisted, cpu], { needs: ['BatchMatMul'] });
    expect(name).toBe('cpu');
    expect(passedOver).toEqual([{ name: 'twisted', reason: "it computes [1 2] x [3 4]' = 3, not 11" }]);
  });

  test('gives every reason where nothing works, and leaves tfjs on the backend that it had', async () => {
    await cpu.load();
    const wasmWithoutDreams: Rung = {
      name: 'dreamless',
      load: async () => {
        await chooseBackend({ name: 'wasm' });
        return 'wasm';
      },
    };
    const error = await chooseFrom([failing, wasmWithoutDreams], { needs: ['Dream'] }).catch((caught) => caught);
    expect(error).toBeInstanceOf(BackendUnavailableError);
    expect(error.passedOver).toEqual([
      { name: 'failing', reason: 'no such thing here' },
      { name: 'dreamless', reason: 'it lacks the kernels Dream' },
    ]);
    expect(error.known).toEqual(['failing', 'dreamless']);
    expect(tf.getBackend()).toBe('cpu');
  });

  test('does not try other backends in the place of the one named', async () => {
    const error = await chooseFrom([failing, working], { name: 'failing' }).catch((caught) => caught);
    expect(error).toBeInstanceOf(BackendUnavailableError);
    expect(error.message).toBe(
      "backend 'failing' cannot be used: no such thing here (the names are failing, working; without a name the best backend that works is taken)",
    );
  });

  test('keeps a reason on one line', async () => {
    const wordy: Rung = { name: 'wordy', load: () => Promise.reject({ message: 'no addon. \nRun this:\n  make\n' }) };
    const { passedOver } = await chooseFrom([wordy, working], {});
    expect(passedOver).toEqual([{ name: 'wordy', reason: 'no addon. Run this: make' }]);
  });

  test('names the names where the one asked for does not exist', async () => {
    const error = await chooseFrom([failing, working], { name: 'quantum' }).catch((caught) => caught);
    expect(error).toBeInstanceOf(UnknownBackendError);
    expect(error.requested).toBe('quantum');
    expect(error.message).toBe("no backend is called 'quantum'; the names are failing, working");
  });

  test('leaves no tensor behind', async () => {
    await chooseFrom([working], {});
    const { numTensors } = tf.memory();
    await chooseFrom([working], {});
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});

describe('chooseBackend in Node', () => {
  test('takes a backend that trains, and twice the same one', async () => {
    const first = await chooseBackend();
    const { name, passedOver } = await chooseBackend();
    expect(name).toBe(first.name);
    expect(passedOver).toEqual(first.passedOver);
    expect(['tfjs-node-gpu', 'tfjs-node', 'webgpu', 'native', 'wasm']).toContain(name);
    const gradient = tf.grad((x) => tf.sum(tf.square(x)))(tf.tensor1d([3]));
    expect([...(await gradient.data())]).toEqual([6]);
  });

  test('starts wasm, whose files it finds by itself', async () => {
    expect((await chooseBackend({ name: 'wasm' })).description).toBe('WebAssembly with SIMD, threads: 1');
    expect(tf.getBackend()).toBe('wasm');
  });

  test('names a package that is not installed', async () => {
    const choice = chooseBackend({ name: 'tfjs-node-gpu' });
    await expect(choice).rejects.toThrow("backend 'tfjs-node-gpu' cannot be used: the package @tensorflow/tfjs-node-gpu is not installed");
  });

  test('knows these names', async () => {
    const names = 'tfjs-node-gpu, tfjs-node, webgpu, native, wasm, cpu';
    await expect(chooseBackend({ name: 'gpu' })).rejects.toThrow(`no backend is called 'gpu'; the names are ${names}`);
  });
});
