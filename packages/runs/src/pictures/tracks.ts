import type { Frame, Track } from '@neural-em/mixtures/images';
import { type Colour, labelOverlay, type Picture, palette } from '@neural-em/viz';

const COLOURS = palette(12);

/** Returns a frame with its objects tinted and boxed; each track keeps its colour. */
export function trackOverlay(frame: Frame, labels: ArrayLike<number>, tracks: readonly Track[]): Picture {
  const colourOf = (track: Track): Colour => COLOURS[(track.id - 1) % COLOURS.length]!;
  const out = labelOverlay({ picture: frame, labels, colours: tracks.map(colourOf) });
  const { width } = frame;
  for (const track of tracks) {
    const { x, y, width: across, height: down } = track.object.box;
    for (let i = 0; i < across; i++) for (const row of [y, y + down - 1]) out.data.set(colourOf(track), 3 * (row * width + x + i));
    for (let j = 0; j < down; j++) for (const column of [x, x + across - 1]) out.data.set(colourOf(track), 3 * ((y + j) * width + column));
  }
  return out;
}
