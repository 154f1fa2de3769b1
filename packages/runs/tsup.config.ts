import { library } from '../../tsup.base.ts';

// CommonJS has no import.meta.url, by which the version is found.
export default library({ platform: 'node', shims: true });
