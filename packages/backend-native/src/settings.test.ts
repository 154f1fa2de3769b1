import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { decideSettings } from './settings.ts';

const levels = ['avx2', 'baseline'];

describe('settings', () => {
  it('default to every core and the best level', () => {
    expect(decideSettings({}, levels, {})).toEqual({ threads: availableParallelism(), level: 'avx2', poolMegabytes: 4096 });
  });

  it('come from the environment, and options come before it', () => {
    const environment = { NEURAL_EM_NATIVE_THREADS: '3', NEURAL_EM_NATIVE_LEVEL: 'baseline', NEURAL_EM_NATIVE_POOL_MB: '12' };
    expect(decideSettings({}, levels, environment)).toEqual({ threads: 3, level: 'baseline', poolMegabytes: 12 });
    expect(decideSettings({ threads: 5, level: 'avx2', poolMegabytes: 0 }, levels, environment)).toEqual({
      threads: 5,
      level: 'avx2',
      poolMegabytes: 0,
    });
  });

  it('that are set and empty count as not set', () => {
    const environment = { NEURAL_EM_NATIVE_THREADS: '', NEURAL_EM_NATIVE_LEVEL: '', NEURAL_EM_NATIVE_POOL_MB: '' };
    expect(decideSettings({}, levels, environment)).toEqual(decideSettings({}, levels, {}));
  });

  it('that make no sense are named', () => {
    expect(() => decideSettings({}, levels, { NEURAL_EM_NATIVE_THREADS: 'many' })).toThrow(
      /threads must be a whole number of at least 1, given NaN/,
    );
    expect(() => decideSettings({}, levels, { NEURAL_EM_NATIVE_LEVEL: 'neon' })).toThrow(/avx2, baseline, given neon/);
  });
});
