import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base64 } from './base64.ts';

test('agrees with Node, for short and for long files', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      expect(base64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
    }),
  );
  const long = Uint8Array.from({ length: 200_001 }, (_, i) => i * 7);
  expect(base64(long)).toBe(Buffer.from(long).toString('base64'));
});
