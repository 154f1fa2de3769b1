import { library } from '../../tsup.base.ts';

// Node only: the addon is found beside the package, in ESM and in CommonJS. The gradients of tfjs-core cannot be loaded by Node as
// published, so they are bundled; tfjs-core itself stays a peer.
export default library({
  platform: 'node',
  shims: true,
  noExternal: [/^@tensorflow\/tfjs-core\/dist\//],
  external: [/^@tensorflow\/tfjs-core$/],
});
