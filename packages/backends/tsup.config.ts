import { library } from '../../tsup.base.ts';

// tfjs-core's gradient modules cannot be loaded by Node as published, so they are bundled; tfjs-core itself stays a peer.
export default library({ noExternal: [/^@tensorflow\/tfjs-core\/dist\//], external: [/^@tensorflow\/tfjs-core$/] });
