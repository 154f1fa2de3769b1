import { type ConvRNemOptions, convRNem } from './conv-r-nem.ts';
import { type ConvRnnEmOptions, convRnnEm } from './conv-rnn-em.ts';

/** Sizes of the networks for bouncing balls: 64×64 binary pixels, 250 recurrent units. */
const sizes = { imageShape: [64, 64, 1], channels: [16, 32, 64], dense: 512, thetaSize: 250 } as const;

/**
 * Returns the networks of Relational N-EM for bouncing balls (van Steenkiste and others 2018): 4,951,978 parameters, or 4,926,577 with
 * `attention: false`.
 */
export function ballsRNem(options: Partial<ConvRNemOptions> & Pick<ConvRNemOptions, 'seed'>): ReturnType<typeof convRNem> {
  return convRNem({ ...sizes, ...options });
}

/**
 * Returns the networks of RNN-EM for bouncing balls, for comparison with Relational N-EM: 4,611,827 parameters. With one component, they
 * are the RNN of the paper on Relational N-EM; with one component and `cell: layerNormLstm`, they are its LSTM, with 5,185,077 parameters.
 */
export function ballsRnnEm(options: Partial<ConvRnnEmOptions> & Pick<ConvRnnEmOptions, 'seed'>): ReturnType<typeof convRnnEm> {
  return convRnnEm({ ...sizes, ...options });
}
