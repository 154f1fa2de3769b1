import { library } from '../../tsup.base.ts';

const readers = ['hdf5', 'npz', 'png', 'media', 'fit', 'mnist', 'cache'];

export default library({
  entry: { index: 'src/index.ts', ...Object.fromEntries(readers.map((name) => [name, `src/${name}/index.ts`])) },
  // Code that entries share, the error classes above all, must be there once.
  splitting: true,
  external: [/^node:/],
  removeNodeProtocol: false,
});
