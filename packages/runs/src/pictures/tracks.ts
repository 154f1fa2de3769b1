import type { Frame, Track } from '@neural-em/mixtures/images';
import { type Colour, labelOverlay, type Picture, palette } from '@neural-em/viz';

/** The colours of tracks. They are chosen when they are first needed, because that takes a tenth of a second, and every command loads this file. */
let colours: readonly Colour[] | undefined;

/** Returns a frame with its objects tinted and boxed; each track keeps its colour. */
export function trackOverlay(frame: Frame, labels: ArrayLike<number>, tracks: readonly Track[]): Picture {
  colours ??= palette(12);
  const all = colours;
  const colourOf = (track: Track): Colour => all[(track.id - 1) % all.length]!;
  const out = labelOverlay({ picture: frame, labels, colours: tracks.map(colourOf) });
  const { width } = frame;
  for (const track of tracks) {
    const { x, y, width: across, height: down } = track.object.box;
    for (let i = 0; i < across; i++) for (const row of [y, y + down - 1]) out.data.set(colourOf(track), 3 * (row * width + x + i));
    for (let j = 0; j < down; j++) for (const column of [x, x + across - 1]) out.data.set(colourOf(track), 3 * ((y + j) * width + column));
  }
  return out;
}
