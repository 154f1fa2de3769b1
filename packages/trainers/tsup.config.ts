import { library } from '../../tsup.base.ts';

export default library({
  entry: { index: 'src/index.ts', node: 'src/node/index.ts', loggers: 'src/loggers/index.ts' },
  // The error classes, which both entries export, must be there once.
  splitting: true,
  external: [/^node:/],
  removeNodeProtocol: false,
});
