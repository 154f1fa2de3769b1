import { createRandom } from '@neural-em/random';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors, type Weights, WeightsError } from './index.ts';

const example: Weights = {
  'decoder/kernel': { shape: [2, 3], values: Float32Array.from([1, -2, 3.5, 0, Number.NaN, Number.POSITIVE_INFINITY]) },
  learningRate: { shape: [], values: Float32Array.from([0.25]) },
  empty: { shape: [0, 4], values: new Float32Array(0) },
  ['__proto__']: { shape: [1], values: Float32Array.from([7]) },
};

describe('safetensors', () => {
  it('is laid out as the format says', () => {
    const bytes = encodeSafetensors({ a: { shape: [1], values: Float32Array.from([1]) } }, { origin: 'test' });
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    expect(JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)))).toEqual({
      __metadata__: { origin: 'test' },
      a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] },
    });
    expect([...bytes.subarray(8 + length)]).toEqual([0, 0, 0x80, 0x3f]);
  });

  it('comes back as it was', () => {
    expect(decodeSafetensors(encodeSafetensors(example, { step: '7' }))).toEqual({ weights: example, metadata: { step: '7' } });
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.float32Array({ maxLength: 20 })), (arrays) => {
        delete arrays.__metadata__;
        const weights = Object.fromEntries(Object.entries(arrays).map(([name, values]) => [name, { shape: [values.length], values }]));
        expect(Object.entries(decodeSafetensors(encodeSafetensors(weights)).weights).sort()).toEqual(Object.entries(weights).sort());
      }),
    );
  });

  it('halves its size in half precision, and keeps eleven bits', () => {
    const bytes = encodeSafetensors(
      { a: { shape: [2], values: Float32Array.from([0.1, 1]) }, b: { shape: [], values: Float32Array.of(2) } },
      {},
      { precision: 'F16' },
    );
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect([...bytes.subarray(8 + length)]).toEqual([0x66, 0x2e, 0x00, 0x3c, 0x00, 0x40]);
    expect(JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))).b).toEqual({
      dtype: 'F16',
      shape: [],
      data_offsets: [4, 6],
    });
    expect(decodeSafetensors(bytes).weights).toEqual({
      a: { shape: [2], values: Float32Array.of(0.0999755859375, 1) },
      b: { shape: [], values: Float32Array.of(2) },
    });
    fc.assert(
      fc.property(fc.float32Array({ maxLength: 20, min: -60000, max: 60000, noNaN: true }), (values) => {
        const { weights } = decodeSafetensors(encodeSafetensors({ a: { shape: [values.length], values } }, {}, { precision: 'F16' }));
        for (const [i, value] of values.entries())
          expect(Math.abs(weights.a!.values[i]! - value)).toBeLessThanOrEqual(Math.max(Math.abs(value) * 2 ** -11, 2 ** -25));
      }),
    );
  });

  it('is read from any part of memory, such as a Buffer, and shares nothing with it', () => {
    const bytes = encodeSafetensors(example);
    const buffer = Buffer.concat([Buffer.alloc(3), bytes]).subarray(3);
    const { weights } = decodeSafetensors(buffer);
    buffer.fill(0);
    expect(weights).toEqual(example);
  });

  it('refuses what is damaged with a typed error, or reads other values, and never more', () => {
    const bytes = encodeSafetensors(example);
    const random = createRandom('mutants');
    const headerEnd = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
    let refused = 0;
    for (let i = 0; i < 3000; i++) {
      let mutant = bytes.slice();
      if (i % 3 === 0) mutant = mutant.subarray(0, random.integer(bytes.length));
      else for (let n = 0; n < 1 + (i % 4); n++) mutant[random.integer(headerEnd)] = random.integer(256);
      try {
        const { weights } = decodeSafetensors(mutant);
        const size = Object.values(weights).reduce((total, { values }) => total + values.byteLength, 0);
        expect(size).toBeLessThanOrEqual(bytes.length);
      } catch (error) {
        expect(error).toBeInstanceOf(WeightsError);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(2000);
  });

  const withHeader = (header: unknown, size = 4) => {
    const json = new TextEncoder().encode(JSON.stringify(header));
    const bytes = new Uint8Array(8 + json.length + size);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
    bytes.set(json, 8);
    return bytes;
  };
  it.each([
    ['too short', new Uint8Array(3), /3 bytes/],
    ['a huge header', new Uint8Array(8).fill(255), /header of/],
    [
      'a type that is not a name',
      withHeader({ a: { dtype: { toString: 1 }, shape: [1], data_offsets: [0, 4] } }),
      /of type \{"toString":1\}, where/,
    ],
    ['one offset', withHeader({ a: { dtype: 'F32', shape: [1], data_offsets: [0] } }), /where two offsets were expected/],
    ['a shape too large to count', withHeader({ a: { dtype: 'F32', shape: [2 ** 53 - 1, 2 ** 53 - 1], data_offsets: [0, 4] } }), /lies at/],
    ['a hole', withHeader({ a: { dtype: 'F32', shape: [1], data_offsets: [4, 8] } }, 8), /lies at \[4,8\], where \[0,4\]/],
    [
      'an overlap',
      withHeader({ a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] }, b: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } }),
      /b lies at/,
    ],
    ['a shape beyond the file', withHeader({ a: { dtype: 'F32', shape: [1e9], data_offsets: [0, 4e9] } }), /ends at byte/],
    ['a negative size', withHeader({ a: { dtype: 'F32', shape: [-1], data_offsets: [0, 4] } }), /whole numbers/],
    ['a tail', withHeader({ a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } }, 9), /bytes, where/],
    ['a list for a header', withHeader([]), /not a JSON object/],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => decodeSafetensors(bytes)).toThrow(WeightsError);
    expect(() => decodeSafetensors(bytes)).toThrow(message);
  });

  it('is read as others write it: empty tensors that share an offset, no metadata, numbers of every type', () => {
    const zero = { dtype: 'F32', shape: [0], data_offsets: [0, 0] };
    const one = { dtype: 'F32', shape: [1], data_offsets: [0, 4] };
    for (const header of [
      { a: one, b: zero },
      { b: zero, a: one },
      { a: one, b: { ...zero, data_offsets: [4, 4] } },
    ])
      expect(Object.keys(decodeSafetensors(withHeader({ ...header, __metadata__: null })).weights).sort()).toEqual(['a', 'b']);
    const written: Record<string, [number, (view: DataView) => void]> = {
      F64: [8, (view) => view.setFloat64(0, 3, true)],
      BF16: [2, (view) => view.setUint16(0, 0x4040, true)],
      F16: [2, (view) => view.setUint16(0, 0x4200, true)],
      I64: [8, (view) => view.setBigInt64(0, 3n, true)],
      U64: [8, (view) => view.setBigUint64(0, 3n, true)],
      I32: [4, (view) => view.setInt32(0, 3, true)],
      U32: [4, (view) => view.setUint32(0, 3, true)],
      I16: [2, (view) => view.setInt16(0, 3, true)],
      U16: [2, (view) => view.setUint16(0, 3, true)],
      I8: [1, (view) => view.setInt8(0, 3)],
      U8: [1, (view) => view.setUint8(0, 3)],
      BOOL: [1, (view) => view.setUint8(0, 3)],
    };
    for (const [dtype, [size, write]] of Object.entries(written)) {
      const bytes = withHeader({ a: { dtype, shape: [1], data_offsets: [0, size] } }, size);
      write(new DataView(bytes.buffer, bytes.length - size));
      expect([dtype, ...decodeSafetensors(bytes).weights.a!.values]).toEqual([dtype, 3]);
    }
  });

  it('says of a valid file that a type is unsupported, not that the file is wrong', () => {
    const file = withHeader({ a: { dtype: 'F8_E4M3', shape: [4], data_offsets: [0, 4] } });
    expect(() => decodeSafetensors(file)).toThrow(/^unsupported: tensor a is of type F8_E4M3; the types that can be read are F64, F32/);
  });
});
