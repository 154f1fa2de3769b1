import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stageWise } from '@neural-em/experiments';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EvaluateFlags, evaluateCommand } from './commands/evaluate.ts';
import { type TrainFlags, trainCommand } from './commands/train.ts';
import { exitCodeOf, exitCodes } from './errors.ts';
import { stageList, wholeNumber } from './flags.ts';
import { runNem, tiny, tinyVideo } from './run-nem.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'nem-combinations-'));
const [shapes, still, out] = ['shapes', 'still', 'never'].map((name) => join(folder, name)) as [string, string, string];

beforeAll(async () => {
  const video = ['train', 'flying-shapes-3', ...tinyVideo, '--set', 'model.convolutional.channels=[2,3]', '--out', shapes];
  expect(await runNem(folder, video)).toMatchObject({ code: 0 });
  expect(await runNem(folder, ['train', 'static-shapes', ...tiny, '--out', still])).toMatchObject({ code: 0 });
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

const train = (name: string, flags: Partial<TrainFlags>) => () => trainCommand(name, { testImages: 3, out, backend: 'cpu', ...flags });
const evaluate = (runs: readonly string[], flags: Partial<EvaluateFlags>) => () =>
  evaluateCommand(runs, { testImages: 3, split: 'test', backend: 'cpu', ...flags });

const cases: [string, () => Promise<void>, RegExp][] = [
  [
    'grey data, Bernoulli pixels',
    train('flying-mnist', { pixels: 'bernoulli' }),
    /bernoulli is for binary images, and those of flying-digits/,
  ],
  ['grey data, flipped bits', train('flying-mnist', { set: ['training.noise.kind=bit-flip'] }), /bit-flip is for binary images/],
  [
    'no component',
    train('flying-shapes-3', { set: ['model.components=0'] }),
    /model\.components must be a whole number of at least 1, not 0/,
  ],
  ['fewer frames than steps', train('flying-shapes-3', { emSteps: 21 }), /emSteps must be .* to 20, one less than data\.frames, not 21/],
  [
    'another network',
    train('flying-mnist', { from: shapes }),
    /weights of .*shapes are for images of 28×28×1 .* those of flying-mnist-2 have 24×24×1/,
  ],
  [
    'another size of theta',
    train('static-shapes', { from: still, set: ['model.thetaSize=9'] }),
    /do not fit .* has shape \[784, 9\] in the network/,
  ],
  ['stages of shapes', train('flying-shapes-3', { stages: stageWise([20, 'all']) }), /stages must be left out for flying-shapes/],
  [
    'one learning rate for all stages',
    train('flying-mnist', { stages: stageWise([20, 'all']), learningRate: 0.1 }),
    /training\.learningRate has no effect on stages.*--set 'stages=\[\{"variants":20,"learningRate":0\.001\}/,
  ],
  ['no checkpoints', train('static-shapes', { set: ['run.checkpointEvery=0'] }), /run\.checkpointEvery must be .* of at least 1, not 0/],
  ['fewer frames than steps, scored', evaluate([shapes], { frames: 5, emSteps: 5 }), /training\.emSteps must be .* to 4/],
  ['a static image of several frames', evaluate([still], { frames: 5 }), /data\.frames must be 1 for still-shapes/],
  ['no step on a static image', evaluate([shapes], { frames: 1 }), /training\.emSteps must be .* for static images, not all/],
  [
    'data of another size',
    evaluate([shapes], { data: 'flying-mnist' }),
    /images of flying-mnist have 24×24 pixels, but the network is for 28×28/,
  ],
  [
    'data that there are not',
    evaluate([shapes], { data: 'flying' }),
    /there is no experiment or data set flying; experiments are static-shapes/,
  ],
  ['runs of two kinds', evaluate([shapes, still], {}), /experiment is flying-shapes-3 in .* static-shapes/],
  ['curves of one step', evaluate([still], { curves: 'a.svg' }), /these scores come from a single step/],
];

it.each(cases)('%s: ends at once as wrong use, and writes nothing', async (_, run, message) => {
  const error = await run().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(String(error)).toMatch(message);
  expect(exitCodeOf(error)).toBe(exitCodes.usage);
  for (const name of [out, join(shapes, 'evaluations'), join(still, 'evaluations')]) expect(existsSync(name)).toBe(false);
});

it.each([
  ['20,500,all', stageWise([20, 500, 'all'])],
  ['7', stageWise([7])],
])('stages %s', (text, stages) => expect(stageList(text)).toEqual(stages));

it.each(['', '20,', '20,0', '20;500', '-1', '1.5', 'some'])('no stages: "%s"', (text) => {
  expect(() => stageList(text)).toThrow(/numbers of digits, separated by commas, as in 20,500,all/);
});

it.each(['0', '-1', '2.5', 'k'])('no count: "%s"', (text) => expect(() => wholeNumber(text)).toThrow(/whole number above 0/));
