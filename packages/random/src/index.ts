export { fillNormal, fillUniform, forEachPicked, shuffle } from './arrays.ts';
export { createRandom, type Random, zigguratLayers } from './random.ts';
