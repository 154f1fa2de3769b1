import type { Box } from '../fit/picture.ts';
import type { Fail } from '../png/decode.ts';

/** Where a frame of an animated PNG lies, and how it is put onto what is shown. */
export interface FrameControl extends Box {
  /** What becomes of its place before the next frame. */
  readonly after: (typeof AFTER)[number];
  readonly blend: (typeof BLEND)[number];
}

const AFTER = ['none', 'clear', 'previous'] as const;
const BLEND = ['source', 'over'] as const;

/** Reads an `fcTL` piece. Throws a `DatasetFileError` for a frame that does not lie within the image of the header. */
export function parseControl(data: Buffer, header: Buffer, fail: Fail): FrameControl {
  if (data.length !== 26) throw fail('fcTL', '26 bytes', `${data.length}`);
  const [width, height, x, y] = [4, 8, 12, 16].map((at) => data.readUInt32BE(at)) as [number, number, number, number];
  const [across, down] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  if (width === 0 || height === 0 || x + width > across || y + height > down)
    throw fail('fcTL', `a frame within ${across}×${down} pixels`, `${width}×${height} at ${x}, ${y}`);
  const [after, blend] = [AFTER[data[24]!], BLEND[data[25]!]];
  if (!after || !blend) throw fail('fcTL', 'a way to dispose from 0 to 2 and one to blend from 0 to 1', `${data[24]} and ${data[25]}`);
  return { x, y, width, height, after, blend };
}
