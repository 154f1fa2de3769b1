import { encode } from 'fast-png';
import type { Picture } from './picture.ts';

/** Returns the bytes of a PNG file, 8-bit RGB. */
export function encodePng(picture: Picture): Uint8Array {
  return encode(picture);
}
