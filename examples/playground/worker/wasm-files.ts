import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';

/** Tells TensorFlow.js where its WebAssembly is: a copy in memory, for the page's files are compressed. */
export async function supplyWasm({ threads }: { threads: boolean }): Promise<void> {
  const bytes = await fetch(threads ? threaded : simd).then((response) => response.blob());
  const [first, second] = new Uint8Array(await bytes.slice(0, 2).arrayBuffer());
  const isCompressed = first === 0x1f && second === 0x8b;
  const stream = isCompressed ? bytes.stream().pipeThrough(new DecompressionStream('gzip')) : bytes.stream();
  const content = await new Response(stream).blob();
  const url = URL.createObjectURL(new Blob([content], { type: 'application/wasm' }));
  // Without SIMD no browser is left that has the rest of what the page needs.
  setWasmPaths({ 'tfjs-backend-wasm.wasm': url, 'tfjs-backend-wasm-simd.wasm': url, 'tfjs-backend-wasm-threaded-simd.wasm': url });
}
