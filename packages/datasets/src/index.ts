export { type BatchesOptions, batches } from './batches.ts';
export { DatasetOptionError } from './errors.ts';
export { type FlyingShapesOptions, flyingShapes } from './flying-shapes.ts';
export { constantSpeed, type VelocityLaw, wholeVelocities } from './motion.ts';
export type { ShapesOptions } from './moving-shapes.ts';
export { invertedTriangle, paperShapes, type Shape, square, triangle } from './shapes.ts';
export { staticShapes } from './static-shapes.ts';
export type { Batch, Dataset, Split } from './types.ts';
