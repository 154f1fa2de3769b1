export { type Hdf5Dataset, type ReadHdf5Options, readHdf5 } from './read.ts';
export { type WriteHdf5Options, writeHdf5 } from './write.ts';
