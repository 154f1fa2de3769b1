export { type BatchesOptions, batches } from './batches.ts';
export { DatasetOptionError } from './errors.ts';
export { invertedTriangle, paperShapes, type Shape, square, triangle } from './shapes.ts';
export { type StaticShapesOptions, staticShapes } from './static-shapes.ts';
export type { Batch, Dataset, Split } from './types.ts';
