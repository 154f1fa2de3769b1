export { type Fit, type FitOptions, type FitTarget, type FittedPictures, fitPictures } from './fit.ts';
export { labelsAtOriginalSize } from './labels.ts';
export { otsuThreshold } from './otsu.ts';
export type { Box, Picture } from './picture.ts';
