export { encodePng } from './encode.ts';
export { type ReadPngOptions, readPngFolder } from './read.ts';
export { writePngFolder } from './write.ts';
