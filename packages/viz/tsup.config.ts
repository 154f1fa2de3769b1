import { library } from '../../tsup.base.ts';

const entries = ['gif', 'charts', 'report'];

export default library({
  entry: { index: 'src/index.ts', ...Object.fromEntries(entries.map((name) => [name, `src/${name}/index.ts`])) },
  // Code that entries share must be in the build once: two copies of the error class would break instanceof.
  splitting: true,
  // fast-png, its two dependencies and Observable Plot are ESM only, and CommonJS cannot load ESM in every supported Node; so the build holds them.
  noExternal: ['fast-png', 'gifenc', '@observablehq/plot'],
});
