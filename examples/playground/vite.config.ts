import { defineConfig, type Plugin } from 'vite';

/** What the page may load: itself, WebAssembly, and the threads and files that it makes. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self' blob:",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Isolation gives WebAssembly its threads; a server that does not send these headers gets one thread. */
const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

/** The policy goes into the built page alone: while developing, Vite puts styles in the page itself. */
function policy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: contentSecurityPolicy }, injectTo: 'head-prepend' },
    ],
  };
}

export default defineConfig({
  base: './',
  plugins: [policy()],
  // Reads the packages' source, so that the page needs no build of theirs.
  resolve: { conditions: ['@neural-em/source', 'module', 'browser', 'development|production'] },
  // Threaded WebAssembly starts its threads from the text of a function, which other minifiers take apart.
  build: { minify: 'esbuild', target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  worker: { format: 'es' },
  server: { headers: isolation },
  preview: { headers: isolation },
});
