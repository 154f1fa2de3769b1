import { readFileSync } from 'node:fs';
import { useCpuBackend, values } from '@neural-em/testing';
import { memory, tensor, tidy, variable } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { adam, adamW, type OptimizerFactory, rmsProp, sgd } from '../index.ts';

useCpuBackend();

/** PyTorch's paths, in float64: golden/optimizers.py. */
const golden: {
  start: number[];
  gradients: number[][];
  paths: Record<string, number[][]>;
  halvedAt6: Record<string, number[][]>;
} = JSON.parse(readFileSync(new URL('../../golden/optimizers.json', import.meta.url), 'utf8'));

const factories: Record<string, OptimizerFactory> = {
  adam: adam({ learningRate: 0.01 }),
  adamW: adamW({ learningRate: 0.01, weightDecay: 0.1 }),
  sgd: sgd({ learningRate: 0.05 }),
  momentum: sgd({ learningRate: 0.05, momentum: 0.9 }),
  nesterov: sgd({ learningRate: 0.05, momentum: 0.9, nesterov: true }),
  rmsProp: rmsProp({ learningRate: 0.01 }),
};

interface Walk {
  readonly rate?: (update: number) => number;
  /** The update before which a new optimizer takes over the slots of the old one. */
  readonly restartAt?: number;
}

function walk(factory: OptimizerFactory, { rate = () => 1, restartAt }: Walk = {}): number[][] {
  const weight = variable(tensor(golden.start));
  let optimizer = factory([weight]);
  return golden.gradients.map((gradient, i) => {
    if (i + 1 === restartAt) {
      const next = factory([weight]);
      for (const [name, slot] of Object.entries(optimizer.slots)) next.slots[name]!.assign(slot);
      optimizer = next;
    }
    tidy(() => optimizer.apply([tensor(gradient)], i + 1, rate(i + 1)));
    return [...values(weight)];
  });
}

/** Largest difference, relative to 1. */
const distance = (a: number[][], b: number[][]) => Math.max(...a.flat().map((v, i) => Math.abs(v - b.flat()[i]!)));

describe.each(Object.keys(factories))('%s', (name) => {
  const factory = factories[name]!;

  it('takes the steps of PyTorch', () => {
    expect(distance(walk(factory), golden.paths[name]!)).toBeLessThan(2e-6);
  });

  it('takes the steps of PyTorch with the learning rate halved midway', () => {
    expect(distance(walk(factory, { rate: (update) => (update > 6 ? 0.5 : 1) }), golden.halvedAt6[name]!)).toBeLessThan(2e-6);
  });

  it('goes on bit for bit from its slots', () => {
    expect(walk(factory, { restartAt: 5 })).toEqual(walk(factory));
  });

  it('leaves nothing behind but its slots', () => {
    const weight = variable(tensor(golden.start));
    const gradient = tensor(golden.gradients[0]!);
    const before = memory().numTensors;
    const optimizer = factory([weight]);
    tidy(() => optimizer.apply([gradient], 1));
    expect(memory().numTensors - before).toBe(Object.keys(optimizer.slots).length);
  });
});

it.each([
  [() => adamW({ weightDecay: -1 }), /adamW: weightDecay must be a number of at least 0, not -1/],
  [() => adamW({ learningRate: 0 }), /adamW: learningRate must be a number above 0/],
  [() => sgd({ momentum: 1 }), /sgd: momentum must be a number of at least 0 and below 1, not 1/],
  [() => rmsProp({ decay: 2 }), /rmsProp: decay must be/],
  [() => rmsProp({ learningRate: Number.NaN }), /rmsProp: learningRate must be a number above 0, not NaN/],
])('refuses settings out of range', (make, message) => expect(make).toThrow(message));
