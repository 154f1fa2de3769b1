import { activate, type Rung, register } from '../rung.ts';

/** Fast CPU kernels compiled for this processor, through the package `@neural-em/backend-native`. */
export const native: Rung = {
  name: 'native',
  async load() {
    await register('native', '@neural-em/backend-native');
    await activate('native');
    return 'native kernels on the CPU';
  },
};
