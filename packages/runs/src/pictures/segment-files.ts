import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Picture } from '@neural-em/datasets/fit';
import type { Segmentation } from '@neural-em/pretrained';
import { encodePng, palette } from '@neural-em/viz';
import { encodeGif } from '@neural-em/viz/gif';
import { encode } from 'fast-png';
import type { SegmentedByBaseline } from '../segment-baselines.ts';
import { overlay, sideBySide } from './components.ts';
import { frameName } from './sink.ts';
import { writeVideo } from './video-file.ts';

/** The format of the overlay of a clip. */
export type OverlayKind = 'gif' | 'mp4' | 'png';

/** How long a frame of an overlay is shown, in milliseconds. */
const DELAY = 100;

/** The results that are written for an input. */
interface Written {
  readonly pictures: readonly Picture[];
  readonly segmentation: Segmentation;
  readonly compared: readonly SegmentedByBaseline[];
  readonly overlay: OverlayKind;
}

/**
 * Writes a segmentation into a folder: for a picture `labels.png`, `masks/component-1.png` … and `overlay.png`; for a clip
 * `labels/000001.png` …, `masks/component-1/000001.png` … and an animation. Labels are the numbers of components; masks are 255 inside.
 * Returns the names of the files and folders, without the files of single frames.
 */
export function writeSegmentation(folder: string, { pictures, segmentation, compared, overlay: kind }: Written): string[] {
  const { width, height, frames } = segmentation;
  const still = frames.length === 1;
  const names = [...new Set(frames.flatMap(({ components }) => components.map(({ label }) => label)))].sort((a, b) => a - b);
  const place = (name: string, t: number) => join(folder, still ? `${name}.png` : join(name, frameName(t + 1)));
  mkdirSync(join(folder, 'masks'), { recursive: true });
  for (const name of still ? [] : ['labels', ...names.map((label) => `masks/component-${label}`)])
    mkdirSync(join(folder, name), { recursive: true });
  const grey = (data: Uint8Array) => encode({ width, height, data, channels: 1, depth: 8 });
  for (const [t, { labels }] of frames.entries()) {
    writeFileSync(place('labels', t), grey(labels));
    for (const name of names) writeFileSync(place(`masks/component-${name}`, t), grey(labels.map((label) => (label === name ? 255 : 0))));
  }
  const most = Math.max(0, ...names, ...compared.flatMap(({ labels }) => labels.map((one) => one.reduce((a, b) => Math.max(a, b), 0))));
  const colours = palette(Math.max(1, Math.min(255, most)));
  const drawn = frames.map(({ labels }, t) => overlay(pictures[t]!, labels, colours));
  const files = [`labels${still ? '.png' : '/'}`, 'masks/', writeOverlay(folder, drawn, still ? 'png' : kind)];
  if (compared.length === 0) return files;
  const plain = overlay(pictures[0]!, new Uint8Array(width * height), colours);
  const others = compared.map(({ labels }) => overlay(pictures[0]!, labels[0]!, colours));
  writeFileSync(join(folder, 'comparison.png'), encodePng(sideBySide([plain, drawn[0]!, ...others])));
  return [...files, 'comparison.png'];
}

function writeOverlay(folder: string, drawn: ReturnType<typeof overlay>[], kind: OverlayKind): string {
  if (kind === 'gif') writeFileSync(join(folder, 'overlay.gif'), encodeGif(drawn, { delay: DELAY }));
  else if (kind === 'mp4') writeVideo(join(folder, 'overlay.mp4'), drawn, { delay: DELAY });
  else if (drawn.length === 1) writeFileSync(join(folder, 'overlay.png'), encodePng(drawn[0]!));
  else {
    mkdirSync(join(folder, 'overlay'), { recursive: true });
    for (const [t, picture] of drawn.entries()) writeFileSync(join(folder, 'overlay', frameName(t + 1)), encodePng(picture));
    return 'overlay/';
  }
  return `overlay.${kind}`;
}
