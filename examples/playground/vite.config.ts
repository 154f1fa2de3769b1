import { defineConfig } from 'vite';
import { modelNames } from './shared/models.ts';
import { compressWasm, contentSecurityPolicy, offline, onlyKernels, onlyWeights } from './vite.plugins.ts';

/** The content security policy: the page may load its own files, WebAssembly, and the threads and files that it creates. */
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
 * The kernels that grouping, rollouts and training of the page's models use, as listed by `trackKernels` of `@neural-em/backends`; and `Transpose`,
 * which must be registered because `Max`, `Mean` and `Sum` of wasm call it.
 */
const kernels = [
  ...['Abs', 'Add', 'ArgMax', 'BatchMatMul', 'Cast', 'Concat', 'Conv2D', 'Conv2DBackpropInput', 'Elu', 'Exp', 'ExpandDims', 'Fill'],
  ...[
    'Greater',
    'Identity',
    'Max',
    'Maximum',
    'Mean',
    'Multiply',
    'Neg',
    'Pack',
    'RealDiv',
    'Relu',
    'Reshape',
    'Rsqrt',
    'Sigmoid',
    'Slice',
    'Softmax',
  ],
  ...['Softplus', 'SplitV', 'Sqrt', 'Square', 'Sub', 'Sum', 'Tanh', 'Tile', 'Transpose', 'Unpack', 'ZerosLike'],
];

/**
 * Headers that isolate the page, which gives WebAssembly several threads; from a server that does not send them, the page gets one thread.
 */
const headers = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

export default defineConfig({
  base: './',
  plugins: [contentSecurityPolicy(policy), offline()],
  // Reads the source of the packages, so that the page does not need their builds.
  resolve: { conditions: ['@neural-em/source', 'module', 'browser', 'development|production'] },
  // Threaded WebAssembly starts its threads from the text of a function, which other minifiers break.
  build: { minify: 'esbuild', target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  worker: { format: 'es', plugins: () => [onlyKernels(kernels), compressWasm(), onlyWeights(modelNames)] },
  server: { headers },
  preview: { headers },
});
