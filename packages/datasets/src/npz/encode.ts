import type { ExportedArray } from '../exports.ts';
import { bytesOf, npyHeader, npyType } from '../npy.ts';
import { loadPeer } from '../peer.ts';

/**
 * Returns arrays as a NumPy archive: `numpy.load(path)[name]` reads one of them. A `Float32Array` becomes float32, a `Uint8Array` uint8.
 * Throws a `MissingPackageError` if `fflate` is not installed.
 */
export async function encodeNpz(arrays: Readonly<Record<string, ExportedArray>>): Promise<Uint8Array> {
  const { zipSync } = await loadPeer('fflate', () => import('fflate'));
  const files = Object.entries(arrays).map(([name, array]): [string, Uint8Array] => [`${name}.npy`, npyFile(array)]);
  return zipSync(Object.fromEntries(files), { level: 1 });
}

function npyFile({ shape, values }: ExportedArray): Uint8Array {
  const header = npyHeader(npyType(values), shape);
  const file = new Uint8Array(header.length + values.byteLength);
  file.set(header);
  file.set(bytesOf(values), header.length);
  return file;
}
