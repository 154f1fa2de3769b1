import { library } from '../../tsup.base.ts';

export default library({
  // The child is not imported: it is the program of the processes that train.
  entry: { index: 'src/index.ts', queue: 'src/queue/index.ts', child: 'src/child.ts' },
  platform: 'node',
  // CommonJS has no import.meta.url, by which the child is found.
  shims: true,
  splitting: true,
});
