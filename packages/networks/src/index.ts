export { gru } from './cells/gru.ts';
export { layerNormLstm } from './cells/layer-norm-lstm.ts';
export { type LstmState, lstm } from './cells/lstm.ts';
export { outputNormRnn } from './cells/output-norm-rnn.ts';
export { type RelationalCell, type RelationalOptions, relational } from './cells/relational.ts';
export { type RnnOptions, rnn } from './cells/rnn.ts';
export type { CellFactory, CellOptions, RecurrentCell } from './cells/types.ts';
export { type ConvDecoderOptions, convDecoder } from './decoders/conv.ts';
export { type DenseDecoderOptions, denseDecoder } from './decoders/dense.ts';
export { layeredDecoder } from './decoders/layered.ts';
export { type PatchDecoder, type PatchDecoderOptions, patchDecoder } from './decoders/patch.ts';
export { type TiedDecoderOptions, tiedDecoder } from './decoders/tied.ts';
export { type ConvEncoderOptions, convEncoder } from './encoders/conv.ts';
export { type GlimpseEncoder, type GlimpseEncoderOptions, glimpseEncoder } from './encoders/glimpse.ts';
export { type SearchEncoderOptions, searchEncoder } from './encoders/search.ts';
export {
  type GlimpseMStepOptions,
  type GlimpseState,
  glimpseMStep,
  type RelationalGlimpseMStepOptions,
  relationalGlimpseMStep,
} from './glimpse-m-step.ts';
export { glorotUniform, oneWeight, type Seed, zeroWeight } from './init.ts';
export { type Conv2dOptions, conv2d } from './layers/conv2d.ts';
export { conv2dTranspose } from './layers/conv2d-transpose.ts';
export { type DenseOptions, dense } from './layers/dense.ts';
export { type LayerNormOptions, layerNorm, withLayerNorm } from './layers/layer-norm.ts';
export { flatten, toImages } from './layers/reshape.ts';
export { sequential } from './layers/sequential.ts';
export { standardize } from './layers/standardize.ts';
export type { Layer } from './layers/types.ts';
export { type UpsampleConvOptions, upsampleConv } from './layers/upsample-conv.ts';
export { ballsRNem, ballsRnnEm } from './presets/balls.ts';
export { type ConvRNemOptions, convRNem } from './presets/conv-r-nem.ts';
export { type ConvRnnEmOptions, convRnnEm } from './presets/conv-rnn-em.ts';
export { flyingMnistRnnEm } from './presets/flying-mnist.ts';
export { flyingShapesRnnEm } from './presets/flying-shapes.ts';
export { type PatchRNemOptions, type PatchRnnEmOptions, patchRNem, patchRnnEm } from './presets/patch-rnn-em.ts';
export { type StaticShapesOptions, staticShapesNem, staticShapesRnnEm } from './presets/static-shapes.ts';
export { type RecurrentMStepOptions, recurrentMStep } from './recurrent-m-step.ts';
export { type RelationalMStepOptions, relationalMStep } from './relational-m-step.ts';
