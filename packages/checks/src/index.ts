export { checkOptions, type Kinds } from './check-options.ts';
export { isShallow } from './is-shallow.ts';
export { aFunction, aRecord, count, type Kind, numberIn, optional, type Range, seed, seeds, unchecked } from './kinds.ts';
export { distance, nearest } from './nearest.ts';
export { shown } from './shown.ts';
