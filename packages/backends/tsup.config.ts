import { library } from '../../tsup.base.ts';

// Node cannot load tfjs-core's gradient modules as published, so the build holds them; tfjs-core itself stays a peer.
export default library({
  noExternal: [/^@tensorflow\/tfjs-core\/dist\//],
  external: [/^@tensorflow\/tfjs-core$/],
  // The CommonJS build loads the backends by `require`. A test runner such as Jest gives it a context of its own without `import()`, and
  // the backends must register with the tfjs-core of that context.
  esbuildOptions: (esbuild, { format }) => {
    if (format === 'cjs') esbuild.supported = { ...esbuild.supported, 'dynamic-import': false };
  },
});
