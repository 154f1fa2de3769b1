/** Reads the files that memory.test.ts forged, in a separate process, and prints the most memory that it took, in bytes. */
import { join } from 'node:path';
import { readHdf5 } from './hdf5/index.ts';
import { DatasetFileError } from './index.ts';
import { loadMnist } from './mnist/index.ts';
import { readNpz } from './npz/index.ts';
import { readPngFolder } from './png/index.ts';

const [folder = '', ...names] = process.argv.slice(2);
for (const name of names) {
  const path = join(folder, name);
  const [kind] = name.split('-');
  try {
    if (kind === 'hdf5') await readHdf5(path);
    if (kind === 'npz') await readNpz(path);
    if (kind === 'png') await readPngFolder(path, { unlabelled: true });
    if (kind === 'mnist') loadMnist({ folder: path, anyContent: true });
    throw new Error(`${name} was read`);
  } catch (error) {
    if (!(error instanceof DatasetFileError)) throw error;
  }
}
console.log(process.resourceUsage().maxRSS * 1024);
