export { FigureArgumentError } from '../errors.ts';
export { encodeGif, type GifOptions } from './encode-gif.ts';
export { type GroupingGifOptions, groupingFrames, groupingGif } from './grouping-gif.ts';
