import { useCpuBackend } from '@neural-em/testing';
import { backend } from '@tensorflow/tfjs-core';
import { expect, it, vi } from 'vitest';
import { createTrainStep, rowOf, type TrainReport, train } from './index.ts';
import { tinyData, tinyModel, tinyOptions } from './run/fixture.ts';

useCpuBackend();

/** Gives the backend, while `body` runs, a recorder that can record nothing. */
async function withoutRecordings(body: () => Promise<void>): Promise<void> {
  const own = backend();
  const capture = () => () => {
    throw Object.assign(new Error('the kernel Tan runs in JavaScript'), { name: 'CaptureError' });
  };
  Object.assign(own, { capture });
  try {
    await body();
  } finally {
    Reflect.deleteProperty(own, 'capture');
  }
}

it('training reports once that steps and evaluations cannot be recorded, and the run has no rows of it', () =>
  withoutRecordings(async () => {
    const warn = vi.spyOn(console, 'warn');
    const notices: TrainReport[] = [];
    for await (const report of train(tinyModel(), tinyData, tinyOptions)) if (report.kind === 'notice') notices.push(report);
    const reason = 'runs without a recording, and slower: the kernel Tan runs in JavaScript';
    expect(notices).toEqual([
      { kind: 'notice', step: 1, epoch: 1, message: `a training step ${reason}` },
      { kind: 'notice', step: 4, epoch: 1, message: `an evaluation ${reason}` },
    ]);
    expect(notices.map(rowOf)).toEqual([undefined, undefined]);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  }));

it('a single training step tells the option notice', () =>
  withoutRecordings(async () => {
    const told: string[] = [];
    const step = createTrainStep(tinyModel(), { ...tinyOptions, notice: (text) => told.push(text) });
    for (const number of [1, 2]) await step.run(tinyData.read('training', [0, 1]), number);
    expect(told).toEqual([expect.stringMatching(/^a training step runs without a recording/)]);
  }));
