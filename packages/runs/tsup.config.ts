import { library } from '../../tsup.base.ts';

// The shims give CommonJS an import.meta.url, by which the version is found.
export default library({ platform: 'node', shims: true });
