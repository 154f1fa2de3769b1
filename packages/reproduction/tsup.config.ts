import { library } from '../../tsup.base.ts';

export default library({ format: ['esm'], platform: 'node', dts: false });
