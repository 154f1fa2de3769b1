import { DatasetFileError } from '../errors.ts';
import { openFile } from '../files.ts';

/** What a file holds, by its first bytes: its name may say anything. */
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

/** The kind of a file. Throws a `DatasetFileError` for what is none of them, and for what is not a file that can be read. */
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
