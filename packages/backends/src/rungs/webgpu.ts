import * as tf from '@tensorflow/tfjs-core';
import { activate, importOptional, type Rung, register } from '../rung.ts';

/** A GPU through WebGPU. Browsers have it; in Node the packages `webgpu` and `@tensorflow/tfjs-backend-webgpu` give it. */
export const webgpu: Rung = {
  name: 'webgpu',
  async load() {
    const gpu = navigator()?.gpu ?? (await installGpu());
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter) throw new Error('WebGPU finds no adapter');
    const name = adapterName(adapter);
    if (isSoftware(adapter) && !softwareAllowed()) {
      throw new Error(`its adapter is software, slower than wasm: ${name} (NEURAL_EM_ALLOW_SOFTWARE_GPU=1 allows it)`);
    }
    await register('webgpu', '@tensorflow/tfjs-backend-webgpu');
    await activate('webgpu');
    return `WebGPU on ${name}`;
  },
};

/** The part of the WebGPU API that is used here. */
interface Gpu {
  requestAdapter(options: { powerPreference: 'high-performance' }): Promise<Adapter | null>;
}
interface Adapter {
  readonly info?: AdapterInfo;
  readonly isFallbackAdapter?: boolean;
}
type AdapterInfo = { readonly [field in 'vendor' | 'architecture' | 'device' | 'description']?: string } & {
  readonly isFallbackAdapter?: boolean;
};

/** Gives Node the `navigator.gpu` that tfjs looks for. */
async function installGpu(): Promise<Gpu> {
  if (!tf.env().getBool('IS_NODE')) throw new Error('this browser has no WebGPU');
  const { create, globals } = await importOptional<{ create(flags: string[]): Gpu; globals: object }>('webgpu');
  const gpu = create([]);
  Object.assign(globalThis, globals);
  const configurable = { configurable: true, writable: true };
  // Node has had a navigator since version 21.
  if (!navigator()) Object.defineProperty(globalThis, 'navigator', { value: {}, ...configurable });
  Object.defineProperty(navigator(), 'gpu', { value: gpu, ...configurable });
  return gpu;
}

function navigator(): { gpu?: Gpu } | undefined {
  return Reflect.get(globalThis, 'navigator');
}

function adapterName({ info = {} }: Adapter): string {
  const parts = [info.vendor, info.architecture, info.device, info.description].filter(Boolean);
  return parts.join(' ') || 'an unnamed adapter';
}

function isSoftware(adapter: Adapter): boolean {
  const fallback = adapter.info?.isFallbackAdapter ?? adapter.isFallbackAdapter ?? false;
  return fallback || /swiftshader|llvmpipe|softpipe|basic render/i.test(adapterName(adapter));
}

function softwareAllowed(): boolean {
  return typeof process !== 'undefined' && Boolean(process.env?.NEURAL_EM_ALLOW_SOFTWARE_GPU);
}
