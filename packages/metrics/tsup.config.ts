import { library } from '../../tsup.base.ts';

export default library({
  entry: { index: 'src/index.ts', sequences: 'src/sequences/index.ts', probe: 'src/probe/index.ts' },
  // Code that entries share must be in the build once: two copies of the error class would break instanceof.
  splitting: true,
});
