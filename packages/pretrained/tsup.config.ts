import { library } from '../../tsup.base.ts';

// CommonJS has no import.meta.url, by which the weights are found.
export default library({ shims: true });
