import { library } from '../../tsup.base.ts';

// CommonJS has no import.meta.url, by which the version is found.
export default library({
  platform: 'node',
  shims: true,
  // A test runner such as Jest runs CommonJS in a context of its own, which has no `import()`.
  esbuildOptions: (esbuild, { format }) => {
    if (format === 'cjs') esbuild.supported = { ...esbuild.supported, 'dynamic-import': false };
  },
});
