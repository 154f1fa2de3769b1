export type { CardScores, ModelCard } from './card.ts';
export { PretrainedError } from './errors.ts';
export { cards, type LoadOptions, loadPretrained, type Pretrained, type PretrainedWeights, readPretrained } from './load.ts';
export { decodeModelFile, encodeModelFile, type ModelFile, modelFromFile, type OwnModel } from './model-file.ts';
