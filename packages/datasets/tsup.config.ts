import { library } from '../../tsup.base.ts';

const readers = ['hdf5', 'npz', 'png', 'media', 'fit', 'mnist', 'cache'];

export default library({
  entry: { index: 'src/index.ts', ...Object.fromEntries(readers.map((name) => [name, `src/${name}/index.ts`])) },
  // Code that entries share must be in the build once: two copies of an error class would break instanceof.
  splitting: true,
  external: [/^node:/],
  removeNodeProtocol: false,
});
