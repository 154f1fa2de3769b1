import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assemble, type Change, ExperimentError, experimentNamed, withChanges } from '@neural-em/experiments';
import { useCpuBackend } from '@neural-em/testing';
import { createRun, train } from '@neural-em/trainers';
import { openRunFolder } from '@neural-em/trainers/node';
import { afterAll, expect, it } from 'vitest';
import {
  continueRun,
  evaluateRun,
  nodeParts,
  openEvaluation,
  performRun,
  RunError,
  readReported,
  readRows,
  readRun,
  readRunConfig,
  saveReport,
} from './index.ts';

useCpuBackend();

const folder = mkdtempSync(join(tmpdir(), 'nem-program-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);
const small: Change[] = [
  ['data', { height: 12, width: 12, size: { training: 8, validation: 4, test: 4 } }],
  ['model.thetaSize', 4],
  ['training', { maxSteps: 4, batchSize: 2, emSteps: 2, validationImages: 2, validateEvery: 2 }],
  ['evaluation.images', 3],
  ['run.checkpointEvery', 2],
];
const settings = withChanges(experimentNamed('static-shapes'), small);

/** Trains with the library only, as programs do, with the given config. */
async function trainByHand(path: string, config: object): Promise<void> {
  const storage = await openRunFolder(path);
  const run = await createRun(storage, config);
  const { model, dataset, training } = await assemble(settings, nodeParts);
  for await (const report of train(model, dataset, training)) await run.record(report);
  await run.finish();
  await storage.close();
}

it('a run that a program began with createRun is read, evaluated and reported like any other', async () => {
  await trainByHand(at('hand'), { settings: { ...settings, run: undefined } });
  const byCommand = await performRun(settings, { out: at('command') });
  expect((await readRun(at('hand'))).weights).toEqual((await readRun(at('command'))).weights);
  expect((await readRunConfig(at('hand'))).backend.name).toBe('unknown');
  const flags = { testImages: 3 };
  const { evaluation } = await evaluateRun(await openEvaluation(at('hand'), flags), { flags, backend: 'cpu' });
  expect(evaluation.loss).toBe(byCommand.result!.rows[0]!.loss);
  expect(await saveReport([at('hand')])).toBe(`${at('hand')}/report.html`);
});

it('settings of the model may change over steps, in every stage, and all stages train the same weights', async () => {
  const points = [
    [0, 0],
    [6, 0.5],
  ] as const;
  const changing = withChanges(settings, [['model.gammaGradient', points]]);
  const { result } = await performRun(changing, { out: at('changing') });
  expect(result!.rows[0]!.loss).toBeGreaterThan(0);
  const stage: Change[] = [
    ['data', { height: 24, width: 24, frames: 3, size: { training: 8, validation: 4, test: 4 } }],
    ['model', { network: 'dense', thetaSize: 4, cell: 'rnn', gammaGradient: points }],
    ['training', { maxSteps: 2, batchSize: 2, emSteps: 'all', validationImages: 2, validateEvery: 2 }],
    ['evaluation.images', 2],
  ];
  const staged = { ...withChanges(experimentNamed('flying-mnist-2-stages'), stage) };
  const ended = await performRun(staged, { out: at('staged') });
  expect(ended.step).toBe(2 * staged.stages.length);
});

it('one without settings is refused with the reason, and its rows can still be read', async () => {
  await trainByHand(at('bare'), { note: 'mine' });
  await expect(readRunConfig(at('bare'))).rejects.toThrow(RunError);
  await expect(readReported(at('bare'))).rejects.toThrow(/has no settings, .*createRun\(storage, \{ settings \}\)/);
  expect((await readRows(at('bare'))).filter(({ kind }) => kind === 'step')).toHaveLength(4);
});

it('a run with several starts that is paused and goes on is scored, and reported, with as many', async () => {
  const several = withChanges(settings, [['evaluation.restarts', 3]]);
  const { result: whole } = await performRun(several, { out: at('whole') });
  const pause = new AbortController();
  const watch = () => ({ update: (_: number, { step }: { step: number }) => step === 2 && pause.abort(), stop: () => {} });
  const paused = await performRun(several, { out: at('paused'), pause: pause.signal, progress: watch });
  expect([paused.result, paused.step]).toEqual([undefined, 2]);
  const { result } = await continueRun(at('paused'));
  expect(result!.rows).toEqual(whole!.rows);
  expect(result!.rows[0]!.name).toBe('rnn-em, best of 3 starts');
  expect((await readReported(at('paused'))).evaluation.task.restarts).toBe(3);
  expect((await openEvaluation(at('paused'), {})).scored.evaluation).toMatchObject({ restarts: 3, images: 3 });
});

it('what an evaluation asks is in place of what the run says, and kept with the scores', async () => {
  const { scored } = await openEvaluation(at('command'), { k: 6, emSteps: 5, restarts: 2, split: 'validation', testImages: 2 });
  expect(scored.evaluation).toEqual({
    components: 6,
    frames: 'same',
    emSteps: 5,
    firstSteps: 'same',
    restarts: 2,
    split: 'validation',
    images: 2,
  });
  expect([scored.model.components, scored.training.emSteps]).toEqual([6, 5]);
  await expect(openEvaluation(at('command'), { k: 0 })).rejects.toThrow(ExperimentError);
});
