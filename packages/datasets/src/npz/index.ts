export { encodeNpz } from './encode.ts';
export { type ReadNpzOptions, readNpz } from './read.ts';
export { type WriteNpzOptions, writeNpz } from './write.ts';
