import fc from 'fast-check';
import { type Contract, filled, type Nd, seeds, shapes } from './contract.ts';

const positive = (x: Nd): Nd => ({ ...x, values: x.values.map((v) => Math.fround(v * v)) });

const batchNorm: Contract = {
  cases: fc
    .tuple(shapes({ rank: 3, empty: false }), fc.integer({ min: 1, max: 40 }), fc.boolean(), fc.boolean(), seeds)
    .map(([outer, channels, scaled, moved, seed]) => ({
      inputs: {
        x: filled([...outer, channels], `${seed}/x`),
        mean: filled([channels], `${seed}/mean`),
        variance: positive(filled([channels], `${seed}/variance`)),
        ...(scaled ? { scale: filled([channels], `${seed}/scale`) } : {}),
        ...(moved ? { offset: filled([channels], `${seed}/offset`) } : {}),
      },
      attrs: { varianceEpsilon: 0.01 },
    })),
  oracle: ({ inputs, attrs }) => {
    const { x, mean, variance, scale, offset } = inputs;
    const channels = x!.shape.at(-1)!;
    const factor = (c: number) => (scale?.values[c] ?? 1) / Math.sqrt(variance!.values[c]! + Number(attrs.varianceEpsilon));
    const values = x!.values.map((v, i) => (v - mean!.values[i % channels]!) * factor(i % channels) + (offset?.values[i % channels] ?? 0));
    const size = x!.values.map((v, i) => {
      const c = i % channels;
      return (Math.abs(v) + Math.abs(mean!.values[c]!)) * Math.abs(factor(c)) + Math.abs(offset?.values[c] ?? 0);
    });
    return [{ shape: x!.shape, values, scale: size }];
  },
  tolerance: 1e-6,
};

export const batchNormContracts: Record<string, Contract> = { FusedBatchNorm: batchNorm };
