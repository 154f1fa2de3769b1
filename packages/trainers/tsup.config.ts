import { library } from '../../tsup.base.ts';

export default library({
  entry: { index: 'src/index.ts', node: 'src/node/index.ts', loggers: 'src/loggers/index.ts' },
  // Both entries export the error classes, which must be in the build once: two copies would break instanceof.
  splitting: true,
  external: [/^node:/],
  removeNodeProtocol: false,
});
