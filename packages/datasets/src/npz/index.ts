export { encodeNpz } from './encode.ts';
export { type ReadNpzOptions, readNpz } from './read.ts';
export { writeNpz } from './write.ts';
