import { enableProdMode, setBackend } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadAddon } from '../addon.ts';
import { configureNative, nativeKernels, nativeStatus } from '../register.ts';
import { batchNormContracts } from './batch-norm.ts';
import { type Contract, expectContract } from './contract.ts';
import { convContracts } from './conv.ts';
import { elementwiseContracts } from './elementwise.ts';
import { imageContracts } from './image.ts';
import { layoutContracts } from './layout.ts';
import { matmulContracts } from './matmul.ts';
import { reduceContracts } from './reduce.ts';
import { sequenceContracts } from './sequence.ts';
import { windowContracts } from './windows.ts';

const contracts: Record<string, Contract> = {
  ...elementwiseContracts,
  ...reduceContracts,
  ...layoutContracts,
  ...matmulContracts,
  ...convContracts,
  ...imageContracts,
  ...windowContracts,
  ...sequenceContracts,
  ...batchNormContracts,
};

beforeAll(async () => {
  enableProdMode();
  expect(await setBackend('native')).toBe(true);
});

const addon = loadAddon();

it('covers every kernel that the backend computes itself', () => {
  expect(Object.keys(contracts).sort()).toEqual(Object.keys(nativeKernels(addon)).sort());
});

describe(`at the levels ${addon.levels.join(', ')}`, () => {
  const before = nativeStatus();
  afterAll(() => {
    if (before.available) configureNative(before.settings);
  });

  it.each(Object.keys(contracts))('%s keeps its contract', (name) => {
    const contract = contracts[name]!;
    fc.assert(
      fc.property(contract.cases, (call) => {
        // The oracle takes longest, so it answers once for all levels.
        const expected = contract.oracle(call);
        for (const level of addon.levels) {
          configureNative({ level, threads: 3 });
          expectContract(name, contract, { call, expected, level });
        }
      }),
      { numRuns: 60, seed: 20 },
    );
  });
});
