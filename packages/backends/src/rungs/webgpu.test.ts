import { registerBackend, removeBackend } from '@tensorflow/tfjs-core';
import { afterEach, expect, test, vi } from 'vitest';
import { webgpu } from './webgpu.ts';

/** Pretends to be a browser with the given GPU. */
function stubGpu(adapter: object | null): void {
  vi.stubGlobal('navigator', { gpu: { requestAdapter: async () => adapter } });
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

test('says that there is no adapter', async () => {
  stubGpu(null);
  await expect(webgpu.load()).rejects.toThrow('WebGPU finds no adapter');
});

test.each([
  [{ info: { vendor: 'google', architecture: 'swiftshader' } }, 'google swiftshader'],
  [{ info: { vendor: 'mesa', device: 'llvmpipe (LLVM 15.0.6, 256 bits)' } }, 'mesa llvmpipe (LLVM 15.0.6, 256 bits)'],
  [{ info: { vendor: 'new', device: 'renderer', isFallbackAdapter: true } }, 'new renderer'],
  [{ isFallbackAdapter: true }, 'an unnamed adapter'],
])('rejects a software adapter: %j', async (adapter, name) => {
  stubGpu(adapter);
  const reason = `its adapter is software, slower than wasm: ${name} (NEURAL_EM_ALLOW_SOFTWARE_GPU=1 allows it)`;
  await expect(webgpu.load()).rejects.toThrow(reason);
});

test.each([
  ['a software adapter that is allowed', { info: { architecture: 'swiftshader' } }, '1'],
  ['a GPU', { info: { vendor: 'nvidia', architecture: 'hopper', isFallbackAdapter: false } }, ''],
])('goes on to the tfjs backend with %s', async (_, adapter, allowed) => {
  vi.stubEnv('NEURAL_EM_ALLOW_SOFTWARE_GPU', allowed);
  stubGpu(adapter);
  const factory = vi.fn(() => {
    throw new Error('no device');
  });
  registerBackend('webgpu', factory);
  await expect(webgpu.load()).rejects.toThrow("the tfjs backend 'webgpu' failed to start");
  expect(factory).toHaveBeenCalled();
  removeBackend('webgpu');
});

test('needs the package webgpu where the platform has no WebGPU', async () => {
  vi.stubGlobal('navigator', undefined);
  await expect(webgpu.load()).rejects.toThrow('the package webgpu is not installed');
});
