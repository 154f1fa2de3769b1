export { type MaskOptions, type MaskScore, maskScores } from './mask-scores.ts';
export { scoreSequences } from './score-sequences.ts';
export { type TrackOptions, type TrackScores, trackScores } from './track-scores.ts';
