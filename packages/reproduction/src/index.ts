export { type ReproduceOptions, reproduce } from './reproduce.ts';
