import { crc32c } from './crc32c.ts';

/** Returns a TFRecord: length and content, each followed by its masked checksum. */
export function tfRecord(content: Uint8Array): Uint8Array {
  const record = new Uint8Array(16 + content.length);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(content.length), true);
  view.setUint32(8, mask(crc32c(record.subarray(0, 8))), true);
  record.set(content, 12);
  view.setUint32(12 + content.length, mask(crc32c(content)), true);
  return record;
}

/** Masks a checksum that is stored beside its content, because a checksum over both would otherwise lose its strength. */
function mask(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
