import { library } from '../../tsup.base.ts';

// tfjs-core's gradient modules cannot be loaded by Node as published, so they are bundled; tfjs-core itself stays a peer.
export default library({
  noExternal: [/^@tensorflow\/tfjs-core\/dist\//],
  external: [/^@tensorflow\/tfjs-core$/],
  // CommonJS gets the backends by `require`: where a test runner such as Jest runs it in a context of its own, which has no `import()`, they
  // must register with that context's tfjs-core.
  esbuildOptions: (esbuild, { format }) => {
    if (format === 'cjs') esbuild.supported = { ...esbuild.supported, 'dynamic-import': false };
  },
});
