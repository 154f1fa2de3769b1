import { library } from '../../tsup.base.ts';

const entries = ['gif', 'charts', 'report'];

export default library({
  entry: { index: 'src/index.ts', ...Object.fromEntries(entries.map((name) => [name, `src/${name}/index.ts`])) },
  // Code that entries share, the error class above all, must be there once.
  splitting: true,
  // fast-png is ESM only, which CommonJS cannot load everywhere, and its two dependencies with it; so all that draws is in the build.
  noExternal: ['fast-png', 'gifenc'],
});
