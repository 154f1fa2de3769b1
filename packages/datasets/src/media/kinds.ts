import { DatasetFileError } from '../errors.ts';
import { openFile } from '../files.ts';

/** The kind of a file. Its first bytes decide, because its name may be wrong. */
export type MediaKind = 'png' | 'jpeg' | 'webp' | 'gif' | 'video';

const text = (bytes: Buffer, from: number, to: number) => bytes.toString('latin1', from, to);

const signatures: readonly [kind: MediaKind, matches: (bytes: Buffer) => boolean][] = [
  ['png', (bytes) => bytes.readUInt32BE(0) === 0x89504e47],
  ['jpeg', (bytes) => bytes.readUIntBE(0, 3) === 0xffd8ff],
  ['gif', (bytes) => /^GIF8[79]a/.test(text(bytes, 0, 6))],
  ['webp', (bytes) => text(bytes, 0, 4) === 'RIFF' && text(bytes, 8, 12) === 'WEBP'],
  // MP4 and MOV; WebM and Matroska; AVI.
  ['video', (bytes) => /^(ftyp|moov|mdat|wide|free|skip)$/.test(text(bytes, 4, 8))],
  ['video', (bytes) => bytes.readUInt32BE(0) === 0x1a45dfa3],
  ['video', (bytes) => text(bytes, 0, 4) === 'RIFF' && text(bytes, 8, 12) === 'AVI '],
];

export const MEDIA = 'a PNG, JPEG, WebP or GIF picture, or an MP4, MOV, WebM or AVI video';

/** Returns the kind of a file. Throws a `DatasetFileError` for another kind, and for a file that cannot be read. */
export function kindOf(file: string): MediaKind {
  const open = openFile(file, MEDIA);
  try {
    if (open.size < 12) throw new DatasetFileError({ file, place: 'file', expected: MEDIA, found: `${open.size} bytes` });
    const head = open.read(0, 12);
    const found = signatures.find(([, matches]) => matches(head));
    if (found) return found[0];
    throw new DatasetFileError({ file, place: 'byte 0', expected: MEDIA, found: `bytes ${[...head.subarray(0, 4)].join(', ')}` });
  } finally {
    open.close();
  }
}
