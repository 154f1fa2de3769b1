export type { Picture } from '../fit/picture.ts';
export { type ClipOptions, readClip } from './clip.ts';
export { type MediaDataset, type MediaFolderOptions, readMediaFolder } from './dataset.ts';
export { type FramesOptions, mediaIn, readFrames } from './read-frames.ts';
