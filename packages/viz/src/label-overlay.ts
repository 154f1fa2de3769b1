import { checkInteger, FigureArgumentError } from './errors.ts';
import { palette } from './palette.ts';
import { type Colour, createPicture, drawTile, type Picture } from './picture.ts';

export interface LabelOverlayOptions {
  /** Pixels from 0 to 255, [height, width, channels]: grey with one channel, RGB with more. */
  readonly picture: { readonly width: number; readonly height: number; readonly data: ArrayLike<number> };
  /** The label of each pixel, [height, width]; pixels of 0 stay as they are. */
  readonly labels: ArrayLike<number>;
  /** The colours of labels 1, 2, …; by default those of `palette`. Pictures of a clip need the same ones. */
  readonly colours?: readonly Colour[] | undefined;
  /** How much of its colour lies over a pixel, from 0 to 1. */
  readonly tint?: number | undefined;
  /** Picture pixels per pixel. */
  readonly scale?: number | undefined;
}

/**
 * A picture with its objects tinted, each label in its colour.
 *
 * @throws FigureArgumentError naming the argument, what was expected and what was given.
 */
export function labelOverlay({ picture, labels, colours, tint = 0.5, scale = 1 }: LabelOverlayOptions): Picture {
  const { width, height, data } = picture;
  const pixels = width * height;
  const channels = data.length / pixels;
  checkInteger('scale', scale, 1);
  checkInteger('channels of picture', channels, 1);
  if (!(tint >= 0 && tint <= 1)) throw new FigureArgumentError('tint', 'a number from 0 to 1', String(tint));
  if (labels.length !== pixels)
    throw new FigureArgumentError('labels', `${pixels} values (${height} height × ${width} width)`, `${labels.length} values`);
  const most = Array.from(labels).reduce((a, b) => Math.max(a, b), 0);
  const shown = colours ?? palette(Math.max(1, most));
  if (shown.length < most) throw new FigureArgumentError('colours', `${most} colours, one for each label`, `${shown.length} colours`);
  const tinted = createPicture(width, height, [0, 0, 0]);
  for (let i = 0; i < pixels; i++) {
    const colour = labels[i]! > 0 ? shown[labels[i]! - 1] : undefined;
    for (let c = 0; c < 3; c++) {
      const value = data[i * channels + (channels < 3 ? 0 : c)]!;
      tinted.data[3 * i + c] = colour ? tint * colour[c]! + (1 - tint) * value : value;
    }
  }
  if (scale === 1) return tinted;
  const magnified = createPicture(width * scale, height * scale, [0, 0, 0]);
  drawTile(magnified, tinted, 0, 0, scale);
  return magnified;
}
