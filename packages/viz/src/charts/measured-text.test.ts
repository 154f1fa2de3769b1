import { expect, it } from 'vitest';
import { measuredText } from './measured-text.ts';

it('a mean that rounds to nothing has no sign', () => {
  expect([-0.0004, -0.0006, 0].map((value) => measuredText({ value }))).toEqual(['0.000', '-0.001', '0.000']);
  expect(measuredText({ value: -0.2, deviation: 0.01 }, 0)).toBe('0 ± 0');
});
