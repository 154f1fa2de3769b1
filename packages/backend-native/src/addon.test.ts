import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type Addon, addonPath, loadAddon } from './addon.ts';
import { NativeBackendError } from './errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'addon-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes a file, and beside it the checksum that the loader requires. */
function file(name: string, contents: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, contents);
  writeFileSync(`${path}.sha256`, createHash('sha256').update(contents).digest('hex'));
  return path;
}

describe('loading', () => {
  it('says where it looked and what to do when there is no addon', () => {
    const missing = join(folder, 'none.node');
    expect(() => loadAddon(missing)).toThrow(NativeBackendError);
    expect(() => loadAddon(missing)).toThrow(/no addon for .*none\.node.*scripts\/build\.mjs/s);
  });

  it('says so when the file is damaged', () => {
    const path = file('cut.node', readFileSync(addonPath()));
    truncateSync(path, 5000);
    expect(() => loadAddon(path)).toThrow(/cut\.node is damaged/);
    rmSync(`${path}.sha256`);
    expect(() => loadAddon(path)).toThrow(/cut\.node is damaged/);
  });

  it('says so when the file is not a library, or one for another processor', () => {
    const foreign = Buffer.from(readFileSync(addonPath()));
    foreign.writeUInt16LE(0xf3, 18); // the machine field of an ELF header: RISC-V
    expect(() => loadAddon(file('foreign.node', foreign))).toThrow(
      /foreign\.node does not load on this machine and may be made for another one/,
    );
    expect(() => loadAddon(file('text.node', 'not a library'))).toThrow(/does not load on this machine/);
  });
});

describe('a wrong call', () => {
  const addon = loadAddon();
  const strange = fc.oneof(
    fc.constantFrom<unknown>(
      null,
      undefined,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      -1,
      1.5,
      'text',
      {},
      [],
      new Float64Array(4),
      new Uint8Array(3),
      new ArrayBuffer(8),
    ),
    fc.integer({ min: -3, max: 40 }),
    fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    fc.nat(40).map((n) => new Float32Array(n)),
    fc
      .array(fc.oneof(fc.integer({ min: -2, max: 6 }), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })), { maxLength: 24 })
      .map((list) => Int32Array.from(list)),
  );
  const names = Object.keys(addon).filter(
    (name) => typeof addon[name as keyof Addon] === 'function' && name !== 'configure' && !name.startsWith('record'),
  );

  it.each(names)('of %s throws or computes, and never crashes', (name) => {
    const call = addon[name as keyof Addon] as (...args: unknown[]) => unknown;
    fc.assert(
      fc.property(fc.array(strange, { maxLength: 9 }), (args) => {
        try {
          call(...args);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          expect((error as Error).message).toMatch(new RegExp(`^native ${name}: `));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('names function, argument, expected and given', () => {
    const x = new Float32Array(4);
    expect(() => addon.unary(0, x, new Float32Array(3), 0, 0)).toThrow('native unary: out: expected 4 elements, given 3');
    expect(() => addon.unary(99, x, x, 0, 0)).toThrow('native unary: op: expected a whole number in range');
    expect(() => addon.binary(0, x, x, x, Int32Array.of(2, 2, 3, 1, 2, 1))).toThrow(
      'native binary: a: expected an element for every index',
    );
    expect(() => addon.configure(2, 'sse9')).toThrow('native configure: level: expected an instruction level that this processor runs');
  });
});
