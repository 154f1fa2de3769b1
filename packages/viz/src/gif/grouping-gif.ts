import { checkInteger } from '../errors.ts';
import { type Band, drawFigure } from '../figure.ts';
import { type Frame, part, readFrames } from '../frames.ts';
import { type GroupColours, groupColours } from '../group-colours.ts';
import type { GroupingFigureOptions, GroupingShape } from '../grouping-figure.ts';
import type { Picture } from '../picture.ts';
import { assignmentTile, groupsTile, imageTile } from '../tiles.ts';
import { toPicture } from '../to-picture.ts';
import { encodeGif, type GifOptions } from './encode-gif.ts';

/** The options of `groupingFigure` without `columns`: an animation shows the steps one after the other. */
export interface GroupingGifOptions extends Omit<GroupingFigureOptions, 'columns'>, GifOptions {}

/** The most components in a line. */
const perLine = 4;
/** Thickness of letters in picture pixels: with it, captions fit above a tile of 28 image pixels, magnified four times. */
const unit = 2;

function componentBands({ means }: Frame, shape: GroupingShape, { components }: GroupColours): Band[] {
  const tiles = components.map((_, k) => imageTile(part(means, k, means.length / components.length), shape));
  const starts = Array.from({ length: Math.ceil(tiles.length / perLine) }, (_, line) => line * perLine);
  return starts.map((start) => {
    const line = tiles.slice(start, start + perLine);
    const captions = line.map((_, i) => `component ${start + i + 1}`);
    return { rows: [{ name: '', tiles: line }], captions, colours: components.slice(start, start + perLine) };
  });
}

/**
 * Returns the pictures of `groupingGif`, one for each step, all of one size.
 *
 * @throws FigureArgumentError for an argument that cannot be drawn; it names the argument and says what was expected and what was given.
 */
export function groupingFrames(options: Omit<GroupingGifOptions, keyof GifOptions>): Picture[] {
  const { shape, axis = 'EM step', title, scale = 4 } = options;
  const frames = readFrames(options, shape.steps, 'steps', shape);
  checkInteger('scale', scale, 1);
  const colours = groupColours(frames, shape.components);
  const drawings = frames.map((frame, step) => {
    const above = [
      { name: 'input', tile: imageTile(frame.input, shape) },
      ...(frame.labels ? [{ name: 'true groups', tile: groupsTile(frame.labels, shape, colours.of) }] : []),
      { name: 'assignment', tile: assignmentTile(frame.gamma, shape, colours.components, frame.intensity) },
    ];
    const first: Band = { rows: [{ name: '', tiles: above.map(({ tile }) => tile) }], captions: above.map(({ name }) => name) };
    const count = `${axis} ${step + 1} of ${shape.steps}`;
    const bands = [first, ...componentBands(frame, shape, colours)];
    return drawFigure({ title: title ? `${title} – ${count}` : count, scale, unit, bands });
  });
  // The title holds the number of the step; numbers differ in width, so the widest drawing decides.
  const width = Math.max(...drawings.map((drawing) => drawing.width));
  return drawings.map((drawing) => toPicture({ ...drawing, width }));
}

/**
 * Returns the bytes of an animated GIF that shows how one image or sequence is grouped, one frame for each step: the input, the true groups if
 * they are given, the soft assignment, and the prediction of each component under a bar of its colour. Components and groups keep their colours over the
 * whole animation.
 *
 * @throws FigureArgumentError for an argument that cannot be drawn; it names the argument and says what was expected and what was given.
 */
export function groupingGif({ delay = 300, hold = 1500, ...options }: GroupingGifOptions): Uint8Array {
  return encodeGif(groupingFrames(options), { delay, hold });
}
