import { library } from '../../tsup.base.ts';

// Node only: the addon is found beside the package, in ESM and in CommonJS.
export default library({ platform: 'node', shims: true });
