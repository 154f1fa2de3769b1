import { fromHalf } from './half.ts';

/** How a file stores values of a type: their number of bytes, and a function that reads one at a position. */
export interface StoredType {
  readonly size: number;
  read(view: DataView, at: number): number;
}

const bits = new DataView(new ArrayBuffer(4));

/** The types of the format that can be read. Values become 32-bit floats; 64-bit values become the nearest one. */
export const storedTypes: Readonly<Record<string, StoredType>> = {
  F64: { size: 8, read: (view, at) => view.getFloat64(at, true) },
  F32: { size: 4, read: (view, at) => view.getFloat32(at, true) },
  F16: { size: 2, read: (view, at) => fromHalf(view.getUint16(at, true)) },
  BF16: {
    size: 2,
    // A bfloat16 is the upper half of a 32-bit float.
    read: (view, at) => {
      bits.setUint32(0, view.getUint16(at, true) << 16);
      return bits.getFloat32(0);
    },
  },
  I64: { size: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  U64: { size: 8, read: (view, at) => Number(view.getBigUint64(at, true)) },
  I32: { size: 4, read: (view, at) => view.getInt32(at, true) },
  U32: { size: 4, read: (view, at) => view.getUint32(at, true) },
  I16: { size: 2, read: (view, at) => view.getInt16(at, true) },
  U16: { size: 2, read: (view, at) => view.getUint16(at, true) },
  I8: { size: 1, read: (view, at) => view.getInt8(at) },
  U8: { size: 1, read: (view, at) => view.getUint8(at) },
  BOOL: { size: 1, read: (view, at) => view.getUint8(at) },
};
