import { library } from '../../tsup.base.ts';

export default library({
  entry: { index: 'src/index.ts', sequences: 'src/sequences/index.ts', probe: 'src/probe/index.ts' },
  // Code that entries share, the error class above all, must be there once.
  splitting: true,
});
