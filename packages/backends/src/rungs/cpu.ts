import { correctCpuKernels } from '../kernels/cpu.ts';
import { activate, type Rung } from '../rung.ts';

/** tfjs's plain JavaScript backend, which works everywhere and is slow. */
export const cpu: Rung = {
  name: 'cpu',
  async load() {
    await import('@tensorflow/tfjs-backend-cpu');
    correctCpuKernels();
    await activate('cpu');
    return 'plain JavaScript (slow)';
  },
};
