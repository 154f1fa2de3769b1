import { type ConvRnnEmOptions, convRnnEm } from './conv-rnn-em.ts';

/**
 * Returns the networks of RNN-EM for flying MNIST (paper appendix A.3): 24×24 grey pixels, 250 recurrent units, standardised input;
 * 1,835,091 parameters.
 */
export function flyingMnistRnnEm(options: Partial<ConvRnnEmOptions> & Pick<ConvRnnEmOptions, 'seed'>): ReturnType<typeof convRnnEm> {
  return convRnnEm({ imageShape: [24, 24, 1], channels: [32, 64, 128], dense: 512, thetaSize: 250, standardizeInput: true, ...options });
}
