export { MetricInputError } from '../errors.ts';
export { centroids } from './centroids.ts';
export { type ClassReadOut, type LinearReadOut, linearReadOut, type MeasureReadOut, type ReadOutOptions } from './linear-read-out.ts';
export { type FactorArray, type FactorSamples, type Grouping, type ObjectVectors, objectVectors } from './object-vectors.ts';
