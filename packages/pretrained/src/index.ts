export type { CardScores, ExplainedLosses, ModelCard } from './card.ts';
export { PretrainedError } from './errors.ts';
export type { DownloadProgress } from './files.ts';
export { cards, type LoadOptions, loadPretrained, type Pretrained, type PretrainedWeights, readPretrained } from './load.ts';
export { decodeModelFile, encodeModelFile, type ModelFile, modelFromFile, type OwnModel } from './model-file.ts';
export { segment } from './segment/segment.ts';
export type {
  Segmentation,
  SegmentedComponent,
  SegmentedFrame,
  SegmentingModel,
  SegmentOptions,
  SegmentProgress,
} from './segment/types.ts';
