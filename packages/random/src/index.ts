export { fillNormal, fillUniform, forEachPicked, shuffle } from './arrays.ts';
export { createRandom, type Random } from './random.ts';
