import { library } from '../../tsup.base.ts';

// For Node only: ESM and CommonJS both find the addon beside the package. Node cannot load the gradients of tfjs-core as published, so the
// build holds them; tfjs-core itself stays a peer.
export default library({
  platform: 'node',
  shims: true,
  noExternal: [/^@tensorflow\/tfjs-core\/dist\//],
  external: [/^@tensorflow\/tfjs-core$/],
});
