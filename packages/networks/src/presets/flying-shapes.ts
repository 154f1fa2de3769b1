import { type ConvRnnEmOptions, convRnnEm } from './conv-rnn-em.ts';

/**
 * Returns the networks of RNN-EM for flying shapes (paper appendix A.2): 28×28 binary pixels, 100 recurrent units; 3,403,389 parameters.
 */
export function flyingShapesRnnEm(options: Partial<ConvRnnEmOptions> & Pick<ConvRnnEmOptions, 'seed'>): ReturnType<typeof convRnnEm> {
  return convRnnEm({ imageShape: [28, 28, 1], channels: [32, 64], dense: 512, thetaSize: 100, ...options });
}
