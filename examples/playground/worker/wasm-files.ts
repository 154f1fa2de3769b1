import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';

/** Gives TensorFlow.js the address of its WebAssembly: a decompressed copy in memory, because the files of the page are compressed. */
export async function supplyWasm({ threads }: { threads: boolean }): Promise<void> {
  const bytes = await fetch(threads ? threaded : simd).then((response) => response.blob());
  const [first, second] = new Uint8Array(await bytes.slice(0, 2).arrayBuffer());
  const isCompressed = first === 0x1f && second === 0x8b;
  const stream = isCompressed ? bytes.stream().pipeThrough(new DecompressionStream('gzip')) : bytes.stream();
  const content = await new Response(stream).blob();
  const url = URL.createObjectURL(new Blob([content], { type: 'application/wasm' }));
  // Every browser that can run the page has SIMD.
  setWasmPaths({ 'tfjs-backend-wasm.wasm': url, 'tfjs-backend-wasm-simd.wasm': url, 'tfjs-backend-wasm-threaded-simd.wasm': url });
}
