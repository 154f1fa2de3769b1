// Written by `npm run add`.
import staticShapesRnnEm from '../weights/static-shapes-rnn-em.json';
import type { ModelCard } from './card.ts';

/** Every model, by name. */
export const models: Readonly<Record<string, { readonly card: ModelCard; readonly weightsUrl: () => URL }>> = {
  'static-shapes-rnn-em': {
    card: staticShapesRnnEm,
    weightsUrl: () => new URL('../weights/static-shapes-rnn-em.safetensors', import.meta.url),
  },
};
