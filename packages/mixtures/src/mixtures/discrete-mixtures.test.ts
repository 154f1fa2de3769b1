import { expect, it } from 'vitest';
import { expectClose } from '../close.fixture.ts';
import { bernoulliMixture, bernoulliModel, categoricalMixture, categoricalModel } from '../families/index.ts';
import { makeBits } from '../laws.fixture.ts';

it('discrete mixtures come back from JSON, draw and fill in', () => {
  const points = makeBits(1, 400);
  const binary = bernoulliMixture(points, { dimensions: 6, components: 2, seed: 0 });
  expect(bernoulliModel(JSON.parse(JSON.stringify(binary))).predict(points)).toEqual(binary.predict(points));
  const survey = categoricalMixture(points, { dimensions: 6, components: 2, seed: 0 });
  expect(categoricalModel(JSON.parse(JSON.stringify(survey))).predict(points)).toEqual(survey.predict(points));
  for (const mixture of [binary, survey]) {
    const { points: drawn } = mixture.sample(1, 5000);
    const share = (rows: Float64Array) => rows.reduce((sum, value) => sum + value, 0) / rows.length;
    expect(share(drawn)).toBeCloseTo(share(points), 1);
    const gaps = Float64Array.from([1, Number.NaN, 1, 0, 1, 0]);
    const filled = mixture.fill(gaps);
    expect([...filled.subarray(2)]).toEqual([1, 0, 1, 0]);
    // In the data, odd dimensions are 0 where even ones are 1.
    expect(filled[1]).toBeLessThan(0.4);
  }
  // Binary values are a case of two categories.
  const gamma = new Float64Array(800).map((_, i) => Number(Math.floor(i / 400) === i % 2));
  const both = { dimensions: 6, components: 2, seed: 0, init: { gamma }, iterations: 5, tolerance: 0 };
  expectClose(bernoulliMixture(points, both).history, categoricalMixture(points, both).history, 1e-12);
});
