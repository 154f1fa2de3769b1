import { defineConfig } from 'vite';
import { modelNames } from './shared/models.ts';
import { compressWasm, contentSecurityPolicy, offline, onlyKernels, onlyWeights } from './vite.plugins.ts';

/** What the page may load: itself, WebAssembly, and the threads and files that it makes. */
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob:",
  'media-src blob:',
  "connect-src 'self' blob:",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/**
 * What grouping and training of the page's models dispatch, as `trackKernels` of `@neural-em/backends` says; and `Transpose`, which wasm's
 * `Max`, `Mean` and `Sum` call and which must be registered for that.
 */
const kernels = [
  ...['Add', 'BatchMatMul', 'Cast', 'Exp', 'Fill', 'Identity', 'Max', 'Mean', 'Multiply', 'Neg', 'Pack', 'RealDiv', 'Reshape', 'Rsqrt'],
  ...['Sigmoid', 'Softplus', 'Sqrt', 'Square', 'Sub', 'Sum', 'Transpose', 'Unpack', 'ZerosLike'],
];

/** Isolation gives WebAssembly its threads; from a server that does not send these headers it gets one. */
const headers = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

export default defineConfig({
  base: './',
  plugins: [contentSecurityPolicy(policy), offline()],
  // Reads the packages' source, so that the page needs no build of theirs.
  resolve: { conditions: ['@neural-em/source', 'module', 'browser', 'development|production'] },
  // Threaded WebAssembly starts its threads from the text of a function, which other minifiers take apart.
  build: { minify: 'esbuild', target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  worker: { format: 'es', plugins: () => [onlyKernels(kernels), compressWasm(), onlyWeights(modelNames)] },
  server: { headers },
  preview: { headers },
});
