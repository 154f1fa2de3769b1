import { type ConvRNemOptions, convRNem } from './conv-r-nem.ts';
import { type ConvRnnEmOptions, convRnnEm } from './conv-rnn-em.ts';

/** What the networks for bouncing balls have in common: 64×64 binary pixels, 250 recurrent units. */
const sizes = { imageShape: [64, 64, 1], channels: [16, 32, 64], dense: 512, thetaSize: 250 } as const;

/** Relational N-EM on bouncing balls (van Steenkiste and others 2018): 4,951,978 parameters, 4,926,577 with `attention: false`. */
export function ballsRNem(options: Partial<ConvRNemOptions> & Pick<ConvRNemOptions, 'seed'>): ReturnType<typeof convRNem> {
  return convRNem({ ...sizes, ...options });
}

/**
 * RNN-EM on bouncing balls, which Relational N-EM is compared with: 4,611,827 parameters. With one component it is the RNN of that paper,
 * and with `cell: layerNormLstm` as well its LSTM of 5,185,077.
 */
export function ballsRnnEm(options: Partial<ConvRnnEmOptions> & Pick<ConvRnnEmOptions, 'seed'>): ReturnType<typeof convRnnEm> {
  return convRnnEm({ ...sizes, ...options });
}
