import { defineConfig } from 'vitest/config';

// Tests read the source of every package through this export condition, so they need no build.
const conditions = ['@neural-em/source', 'node', 'import', 'default'];

// tfjs-core's gradients are published as modules that Node alone cannot resolve; the build of @neural-em/backends bundles the same two.
const gradients = ['@tensorflow/tfjs-core/dist/register_all_gradients', '@tensorflow/tfjs-core/dist/public/chained_ops/reshape'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'scripts/**/*.test.ts', 'examples/playground/test/**/*.test.ts'],
    // One for each core; without it one core is left alone, half of a small machine.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    deps: { optimizer: { ssr: { enabled: true, include: gradients } } },
  },
});
