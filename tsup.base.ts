import { defineConfig, type Options } from 'tsup';
import { shipLicences } from './scripts/licences/plugin.ts';

/** One build for every package: ESM, CommonJS and types, from `src/index.ts` unless told otherwise. */
export function library(options: Options = {}) {
  return defineConfig({
    entry: ['src/index.ts'],
    format: ['esm', 'cjs'],
    platform: 'neutral',
    target: 'es2022',
    // Private workspace packages are bundled in, so that a published package needs none of them.
    noExternal: ['@neural-em/random', '@neural-em/checks'],
    // `npm start` needs no types, which take most of the time of a build.
    // Types come from the built packages: a declaration file must not reach into another package's source.
    dts: process.env.BUILD_TYPES !== 'no' && { compilerOptions: { ignoreDeprecations: '6.0', customConditions: [] } },
    sourcemap: true,
    treeshake: true,
    clean: true,
    esbuildPlugins: [shipLicences()],
    silent: true,
    ...options,
  });
}
