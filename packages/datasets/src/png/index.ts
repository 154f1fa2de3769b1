export { encodePng } from './encode.ts';
export { type PngDataset, type ReadPngOptions, readPngFolder } from './read.ts';
export { writePngFolder } from './write.ts';
