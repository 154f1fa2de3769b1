import { activate, type Rung, register } from '../rung.ts';

/** A browser's GPU through WebGL 2; the page itself must import `@tensorflow/tfjs-backend-webgl`. */
export const webgl: Rung = {
  name: 'webgl',
  async load() {
    await register('webgl', '@tensorflow/tfjs-backend-webgl');
    await activate('webgl');
    return 'a GPU through WebGL';
  },
};
