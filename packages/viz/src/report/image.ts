import { base64 } from '../base64.ts';
import { FigureArgumentError } from '../errors.ts';

/** The address and sizes of a picture, for an `img` element. */
export interface Image {
  readonly uri: string;
  readonly width: number;
  readonly height: number;
}

/** The supported file types: the first bytes of a file, and where its sizes stand. */
const types = [
  { type: 'image/gif', signature: [0x47, 0x49, 0x46, 0x38], size: (view: DataView, axis: number) => view.getUint16(6 + 2 * axis, true) },
  { type: 'image/png', signature: [0x89, 0x50, 0x4e, 0x47], size: (view: DataView, axis: number) => view.getUint32(16 + 4 * axis) },
];

/**
 * Returns the bytes of a GIF or PNG file as a `data:` address, with the sizes of the picture.
 *
 * @throws FigureArgumentError for other bytes.
 */
export function readImage(argument: string, bytes: Uint8Array): Image {
  const found = types.find(({ signature }) => bytes.length >= 24 && signature.every((byte, i) => bytes[i] === byte));
  if (!found) {
    const start = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    throw new FigureArgumentError(
      argument,
      'the bytes of a GIF or PNG file',
      `${bytes.length} bytes that begin with ${start || 'nothing'}`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { uri: `data:${found.type};base64,${base64(bytes)}`, width: found.size(view, 0), height: found.size(view, 1) };
}
