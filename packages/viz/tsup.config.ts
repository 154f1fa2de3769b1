import { library } from '../../tsup.base.ts';

const entries = ['gif', 'charts', 'report'];

export default library({
  entry: { index: 'src/index.ts', ...Object.fromEntries(entries.map((name) => [name, `src/${name}/index.ts`])) },
  // Code that entries share, the error class above all, must be there once.
  splitting: true,
  // fast-png, its two dependencies and Observable Plot are ESM only, which CommonJS cannot load everywhere; so all that draws is in the build.
  noExternal: ['fast-png', 'gifenc', '@observablehq/plot'],
});
