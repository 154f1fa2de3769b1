import { loadPeer } from '../peer.ts';

/** An image of 8-bit values, such as a contact sheet. */
export interface ByteImage {
  readonly width: number;
  readonly height: number;
  /** 1 = grey; 3 = red, green and blue; 4 = these and opacity. */
  readonly channels: number;
  /** [height, width, channels]. */
  readonly data: Uint8Array;
}

/** Makes a PNG file of an image. Throws a `MissingPackageError` when `fast-png` is not installed. */
export async function encodePng({ width, height, channels, data }: ByteImage): Promise<Uint8Array> {
  const { encode } = await loadPeer('fast-png', () => import('fast-png'));
  return encode({ width, height, channels, data, depth: 8 });
}
