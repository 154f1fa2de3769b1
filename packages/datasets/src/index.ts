export { type BatchesOptions, batches } from './batches.ts';
export type { Batch, Dataset, Split } from './types.ts';
