import { describe, expect, it } from 'vitest';
import { type RunReport, tensorBoardLog } from '../index.ts';
import { crc32c } from './crc32c.ts';

/** CRC-32C bit by bit: another way to the same numbers. */
function slowCrc(bytes: Uint8Array): number {
  let crc = 0xffffffffn;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ 0x82f63b78n : crc >> 1n;
  }
  return Number(crc ^ 0xffffffffn);
}

type Message = [field: number, value: number | Uint8Array][];

/** Decodes a message of Protocol Buffers by the wire format only, without a schema. */
function decode(bytes: Uint8Array): Message {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const message: Message = [];
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = BigInt(view.getUint8(at++));
      value |= (byte & 127n) << shift;
      if (byte < 128n) return Number(value);
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const field = key >> 3;
    const type = key & 7;
    if (type === 0) message.push([field, varint()]);
    else if (type === 1) {
      message.push([field, view.getFloat64(at, true)]);
      at += 8;
    } else if (type === 5) {
      message.push([field, view.getFloat32(at, true)]);
      at += 4;
    } else if (type === 2) {
      const length = varint();
      message.push([field, bytes.subarray(at, at + length)]);
      at += length;
    } else throw new Error(`wire type ${type}`);
  }
  return message;
}

const one = (message: Message, field: number) => message.find(([number]) => number === field)?.[1];
const text = (message: Message, field: number) => new TextDecoder().decode(one(message, field) as Uint8Array);
const inner = (message: Message, field: number) => decode(one(message, field) as Uint8Array);

/** The events of a file of TFRecords, both checksums of each checked. */
function events(file: Uint8Array): Message[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const unmask = (masked: number) => {
    const turned = (masked - 0xa282ead8) >>> 0;
    return ((turned << 15) | (turned >>> 17)) >>> 0;
  };
  const found: Message[] = [];
  for (let at = 0; at < file.length; ) {
    const length = Number(view.getBigUint64(at, true));
    const content = file.subarray(at + 12, at + 12 + length);
    expect(unmask(view.getUint32(at + 8, true))).toBe(slowCrc(file.subarray(at, at + 8)));
    expect(unmask(view.getUint32(at + 12 + length, true))).toBe(slowCrc(content));
    found.push(decode(content));
    at += 16 + length;
  }
  return found;
}

describe('event files', () => {
  const log = tensorBoardLog({ now: () => 1_700_000_000.25 });
  const step: RunReport = { kind: 'step', step: 300, epoch: 2, loss: 12.5, intra: 10, inter: 2.5, gradientNorm: 0.75, rate: 1 };

  it('are read back by the format alone', () => {
    const png = Uint8Array.from([137, 80, 78, 71, 200, 255]);
    const figure: RunReport = { kind: 'figure', step: 70_000, epoch: 3, name: 'groupings', width: 320, height: 40, png };
    const file = Uint8Array.from([...log.begin(), ...log.encode(step), ...log.encode(figure)]);
    const [first, scalars, image] = events(file) as [Message, Message, Message];
    expect(text(first, 3)).toBe('brain.Event:2');
    expect([one(scalars, 1), one(scalars, 2)]).toEqual([1_700_000_000.25, 300]);
    const values = inner(scalars, 5).map(([, value]) => decode(value as Uint8Array));
    expect(values.map((value) => [text(value, 1), one(value, 2)])).toEqual([
      ['training/loss', 12.5],
      ['training/intra', 10],
      ['training/inter', 2.5],
      ['training/gradientNorm', 0.75],
      ['training/rate', 1],
    ]);
    const value = inner(inner(image, 5), 1);
    expect([one(image, 2), text(value, 1)]).toEqual([70_000, 'groupings']);
    const picture = inner(value, 4);
    expect([one(picture, 1), one(picture, 2), one(picture, 3)]).toEqual([40, 320, 3]);
    expect(one(picture, 4)).toEqual(png);
  });

  it('hold nothing where there is nothing to hold', () => {
    expect(log.encode({ kind: 'end', step: 1, epoch: 1, reason: 'steps', bestStep: 1 })).toHaveLength(0);
  });
});

it('the checksum is that of RFC 3720', () => {
  const bytes = (length: number, value: (i: number) => number) => Uint8Array.from({ length }, (_, i) => value(i));
  expect(crc32c(bytes(32, () => 0))).toBe(0x8a9136aa);
  expect(crc32c(bytes(32, () => 255))).toBe(0x62a8ab43);
  expect(crc32c(bytes(32, (i) => i))).toBe(0x46dd794e);
  expect(crc32c(bytes(32, (i) => 31 - i))).toBe(0x113fdb5c);
});
