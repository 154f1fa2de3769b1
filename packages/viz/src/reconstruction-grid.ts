import { checkInteger, FigureArgumentError } from './errors.ts';
import { drawFigure } from './figure.ts';
import { type Frame, type FrameArrays, type FrameShape, readFrames } from './frames.ts';
import { groupColours, legendOf } from './group-colours.ts';
import type { Picture } from './picture.ts';
import type { Drawing } from './sheet.ts';
import { assignmentTile, groupsTile, imageTile } from './tiles.ts';
import { toPicture } from './to-picture.ts';
import { toSvg } from './to-svg.ts';

/** Axes: N images, K components, H rows, W columns, C channels (1 = grey, 3 = RGB). */
export interface ReconstructionShape extends FrameShape {
  readonly images: number;
}

/** The arrays of {@link FrameArrays}; their first axis is N images in place of T steps. */
export interface ReconstructionGridOptions extends FrameArrays {
  readonly shape: ReconstructionShape;
  /** The text above each image. Default: 1, 2, 3 … */
  readonly labels?: readonly string[] | undefined;
  readonly title?: string | undefined;
  /** Picture pixels for each image pixel. */
  readonly scale?: number | undefined;
}

/** Returns the image that the components predict together, [H, W, C]: their means weighed by responsibility. */
function reconstruct({ gamma, means }: Frame, { components, channels }: FrameShape): Float32Array {
  const image = new Float32Array(means.length / components);
  for (let k = 0; k < components; k++) {
    for (let i = 0; i < image.length; i++) {
      const at = k * image.length + i;
      image[i]! += gamma[Math.floor(at / channels)]! * means[at]!;
    }
  }
  return image;
}

function layOut(options: ReconstructionGridOptions): Drawing {
  const { shape, title, scale = 4 } = options;
  const { images, components } = shape;
  const frames = readFrames(options, images, 'images', shape);
  const captions = options.labels ?? frames.map((_, i) => String(i + 1));
  checkInteger('scale', scale, 1);
  if (captions.length !== images) throw new FigureArgumentError('labels', `${images} names (one per image)`, `${captions.length} names`);

  const drawn = frames.map((frame) => ({ frame, colours: groupColours([frame], components) }));
  const row = (name: string, tileOf: (image: (typeof drawn)[number]) => Picture) => ({ name, tiles: drawn.map(tileOf) });
  const rows = [
    row('input', ({ frame }) => imageTile(frame.input, shape)),
    ...(options.truth ? [row('true groups', ({ frame, colours }) => groupsTile(frame.labels!, shape, colours.of))] : []),
    row('soft assignment', ({ frame, colours }) => assignmentTile(frame.gamma, shape, colours.components, frame.intensity)),
    row('reconstruction', ({ frame }) => imageTile(reconstruct(frame, shape), shape)),
  ];
  const fullest = drawn.reduce((most, one) => (one.colours.others.length > most.colours.others.length ? one : most));
  const legend = legendOf(fullest.colours, options.truth !== undefined);
  return drawFigure({ title, scale, legend, bands: [{ axis: options.labels ? '' : 'image', captions, rows }] });
}

/**
 * Draws how several images (columns) are grouped: the input, the true groups if they are given, the soft assignment, and the image that the
 * components predict together. Colours are those of `groupingFigure`; true groups are paired with components for each image on its own.
 *
 * @throws FigureArgumentError for an argument that cannot be drawn; it names the argument and says what was expected and what was given.
 */
export function reconstructionGrid(options: ReconstructionGridOptions): Picture {
  return toPicture(layOut(options));
}

/** Draws `reconstructionGrid` as the text of an SVG file. */
export function reconstructionGridSvg(options: ReconstructionGridOptions): string {
  return toSvg(layOut(options));
}
