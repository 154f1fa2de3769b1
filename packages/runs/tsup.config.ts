import { library } from '../../tsup.base.ts';

// The shims give CommonJS an import.meta.url, by which the version is found.
export default library({
  platform: 'node',
  shims: true,
  // A test runner such as Jest gives CommonJS a context of its own without `import()`.
  esbuildOptions: (esbuild, { format }) => {
    if (format === 'cjs') esbuild.supported = { ...esbuild.supported, 'dynamic-import': false };
  },
});
