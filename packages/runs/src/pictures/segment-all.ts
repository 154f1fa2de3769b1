import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Segmentation, type SegmentingModel, type SegmentOptions, segment } from '@neural-em/pretrained';
import { type SegmentedByBaseline, segmentByBaselines } from '../segment-baselines.ts';
import { type OverlayKind, writeSegmentation } from './segment-files.ts';
import type { SegmentInput } from './segment-inputs.ts';

/** Options of `segmentAll`. */
export interface SegmentAllOptions {
  /** The name under which the results mention the model. */
  readonly name: string;
  /** Folder to write; each input gets a folder in it. */
  readonly out: string;
  readonly options?: SegmentOptions;
  /** The format of the overlay of a clip. Default: `gif`. */
  readonly overlay?: OverlayKind;
  /** Whether to group the same pictures by baselines, too. */
  readonly compare?: boolean | undefined;
  /** Called after each input. */
  readonly onInput?: (done: SegmentedInput) => void;
}

/** An input that was segmented. */
export interface SegmentedInput {
  readonly name: string;
  readonly folder: string;
  readonly segmentation: Segmentation;
  /** Groupings by baselines; none unless they were asked for. */
  readonly compared: readonly SegmentedByBaseline[];
}

/**
 * Segments inputs one after the other, and writes labels, masks and overlays into a folder for each, and `segments.json` beside them.
 * Returns the text of `segments.json`, without line ends: numbers have six digits.
 */
export async function segmentAll(
  model: SegmentingModel,
  inputs: readonly SegmentInput[],
  { name: modelName, out, options = {}, overlay = 'gif', compare = false, onInput }: SegmentAllOptions,
): Promise<string> {
  const { settings } = model.card;
  const { height, width } = settings.data;
  const found: object[] = [];
  for (const { name, pictures: read } of inputs) {
    const pictures = await read();
    const segmentation = await segment(model, pictures, options);
    const compared = compare ? segmentByBaselines(pictures, segmentation, { height, width, background: settings.model.pixels.prior }) : [];
    const folder = join(out, name);
    const files = writeSegmentation(folder, { pictures, segmentation, compared, overlay });
    const others = compare ? { compared: compared.map(({ labels: _, ...rest }) => rest) } : {};
    found.push({ name, ...record(segmentation, model), ...others, files });
    onInput?.({ name, folder, segmentation, compared });
  }
  mkdirSync(out, { recursive: true });
  const result = { model: modelName, inputs: found };
  writeFileSync(join(out, 'segments.json'), `${JSON.stringify(result, rounded, 2)}\n`);
  return JSON.stringify(result, rounded);
}

/** Returns the part of a segmentation that is written as JSON. */
function record({ width, height, frames, fit, confidence, unexplained, likeness }: Segmentation, { card }: SegmentingModel): object {
  return {
    ...{ width, height, confidence, unexplained, likeness, explained: card.explained ?? null, fit },
    frames: frames.map(({ k, start, confidence, unexplained, components }, i) => ({
      frame: i + 1,
      k,
      start,
      confidence,
      unexplained,
      components,
    })),
  };
}

/** Rounds numbers to six digits and turns vectors into lists, for JSON.stringify. */
function rounded(_: string, value: unknown): unknown {
  if (value instanceof Float32Array) return Array.from(value, (one) => Number(one.toPrecision(6)));
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value;
}
