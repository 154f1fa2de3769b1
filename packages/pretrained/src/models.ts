// Written by `npm run add`.
import bouncingBallsRNem from '../weights/bouncing-balls-r-nem.json';
import colorSprites from '../weights/color-sprites.json';
import flyingMnist from '../weights/flying-mnist.json';
import flyingShapes from '../weights/flying-shapes.json';
import staticShapesNEm from '../weights/static-shapes-n-em.json';
import staticShapesRnnEm from '../weights/static-shapes-rnn-em.json';
import staticShapesRnnEmRestarts from '../weights/static-shapes-rnn-em-restarts.json';
import type { StoredCard } from './card.ts';

/** Every model, by name. */
export const models: Readonly<Record<string, { readonly card: StoredCard; readonly weightsUrl: () => URL }>> = {
  'bouncing-balls-r-nem': {
    card: bouncingBallsRNem,
    weightsUrl: () => new URL('../weights/bouncing-balls-r-nem.safetensors', import.meta.url),
  },
  'color-sprites': {
    card: colorSprites,
    weightsUrl: () => new URL('../weights/color-sprites.safetensors', import.meta.url),
  },
  'flying-mnist': {
    card: flyingMnist,
    weightsUrl: () => new URL('../weights/flying-mnist.safetensors', import.meta.url),
  },
  'flying-shapes': {
    card: flyingShapes,
    weightsUrl: () => new URL('../weights/flying-shapes.safetensors', import.meta.url),
  },
  'static-shapes-n-em': {
    card: staticShapesNEm,
    weightsUrl: () => new URL('../weights/static-shapes-n-em.safetensors', import.meta.url),
  },
  'static-shapes-rnn-em': {
    card: staticShapesRnnEm,
    weightsUrl: () => new URL('../weights/static-shapes-rnn-em.safetensors', import.meta.url),
  },
  'static-shapes-rnn-em-restarts': {
    card: staticShapesRnnEmRestarts,
    weightsUrl: () => new URL('../weights/static-shapes-rnn-em-restarts.safetensors', import.meta.url),
  },
};
