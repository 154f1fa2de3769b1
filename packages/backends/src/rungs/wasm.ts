import * as tf from '@tensorflow/tfjs-core';
import { supplyWasmKernels } from '../kernels/wasm.ts';
import { activate, type Rung } from '../rung.ts';

/** XNNPACK compiled to WebAssembly: one thread in Node, several in a cross-origin isolated page. */
export const wasm: Rung = {
  name: 'wasm',
  async load() {
    const { getThreadsCount } = await import('@tensorflow/tfjs-backend-wasm');
    await import('@tensorflow/tfjs-backend-cpu'); // supplyWasmKernels lets it compute some kernels
    supplyWasmKernels();
    await activate('wasm');
    const simd = (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) ? 'with SIMD' : 'without SIMD';
    return `WebAssembly ${simd}, threads: ${getThreadsCount()}`;
  },
};
