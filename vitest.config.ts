import { defineConfig } from 'vitest/config';

// Tests read the source of every package through this export condition, so they need no build.
const conditions = ['@neural-em/source', 'node', 'import', 'default'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { include: ['packages/*/src/**/*.test.ts', 'scripts/**/*.test.ts'], testTimeout: 60_000 },
});
