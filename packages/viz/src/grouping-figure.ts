import { checkInteger, FigureArgumentError } from './errors.ts';
import { drawFigure } from './figure.ts';
import { type Frame, type FrameArrays, type FrameShape, part, readFrames } from './frames.ts';
import { groupColours, legendOf } from './group-colours.ts';
import type { Picture } from './picture.ts';
import type { Drawing } from './sheet.ts';
import { assignmentTile, groupsTile, imageTile } from './tiles.ts';
import { toPicture } from './to-picture.ts';
import { toSvg } from './to-svg.ts';

/** Axes: T steps or frames, K components, H rows, W columns, C channels (1 = grey, 3 = RGB). */
export interface GroupingShape extends FrameShape {
  readonly steps: number;
}

export interface GroupingFigureOptions extends FrameArrays {
  readonly shape: GroupingShape;
  /** The steps to draw, counted from 0. Default: all. */
  readonly columns?: readonly number[] | undefined;
  /** What a column is, such as "EM step". */
  readonly axis?: string | undefined;
  readonly title?: string | undefined;
  /** Picture pixels for each image pixel. */
  readonly scale?: number | undefined;
}

function layOut(options: GroupingFigureOptions): Drawing {
  const { shape, axis = 'EM step', title, scale = 4 } = options;
  const { steps, components } = shape;
  const frames = readFrames(options, steps, 'steps', shape);
  const columns = options.columns ?? [...frames.keys()];
  checkInteger('scale', scale, 1);
  if (columns.length === 0) throw new FigureArgumentError('columns', 'at least one step', 'an empty list');
  for (const step of columns) checkInteger('columns', step, 0, steps - 1);

  const drawn = columns.map((step) => frames[step]!);
  const colours = groupColours(drawn, components);
  const row = (name: string, tileOf: (frame: Frame) => Picture) => ({ name, tiles: drawn.map(tileOf) });
  const above = [
    row('input', ({ input }) => imageTile(input, shape)),
    ...(options.truth ? [row('true groups', ({ labels }) => groupsTile(labels!, shape, colours.of))] : []),
    row('soft assignment', ({ gamma, intensity }) => assignmentTile(gamma, shape, colours.components, intensity)),
  ];
  const below = Array.from({ length: components }, (_, k) => ({
    ...row(`component ${k + 1}`, ({ means }) => imageTile(part(means, k, means.length / components), shape)),
    colour: colours.components[k]!,
  }));
  const captions = columns.map((step) => String(step + 1));
  const legend = legendOf(colours, options.truth !== undefined);
  return drawFigure({ title, scale, legend, bands: [{ axis, captions, rows: above }, { rows: below }] });
}

/**
 * Draws how one image or sequence is grouped, step by step (columns): the input, the true groups if they are given, the soft assignment, and
 * the prediction of each component. A pixel of the soft assignment is the mean of the component colours weighed by gamma, in sRGB. A true
 * group has the colour of the component that answers for most of it over the steps drawn; no two groups share a colour.
 *
 * @throws FigureArgumentError for an argument that cannot be drawn; it names the argument and says what was expected and what was given.
 */
export function groupingFigure(options: GroupingFigureOptions): Picture {
  return toPicture(layOut(options));
}

/** Draws `groupingFigure` as the text of an SVG file. */
export function groupingFigureSvg(options: GroupingFigureOptions): string {
  return toSvg(layOut(options));
}
