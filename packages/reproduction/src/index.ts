export type { ReproduceFlags } from './flags.ts';
export { type ReproduceOptions, reproduce } from './reproduce.ts';
