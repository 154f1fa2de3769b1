import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { startMlflow } from '../../../trainers/src/loggers/mlflow.fixture.ts';
import { startWandb } from '../../../trainers/src/loggers/wandb.fixture.ts';
import { interruptNem, runNem, tiny } from '../run-nem.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'nem-tracking-'));
afterAll(() => rmSync(folder, { recursive: true }));
const nem = (...args: string[]) => runNem(folder, args);

it('nem train tells MLflow of a run, and of what is left of it later', async () => {
  const { address, close, runs } = await startMlflow();
  const args = [
    'train',
    'static-shapes',
    ...tiny,
    '--set',
    'model.thetaSize=8',
    '--set',
    'training.maxSteps=200',
    '--mlflow',
    address,
    '--out',
    'run',
  ];
  const stopped = await interruptNem(folder, args, join(folder, 'run'), ['SIGINT'], 20);
  expect(stopped.code).toBe(130);
  expect(runs).toMatchObject([{ status: 'KILLED' }]);
  expect(await nem('train', '--resume', 'run', '--mlflow', address)).toMatchObject({ code: 0 });
  close();
  expect(runs).toHaveLength(1);
  const [{ status, params, metrics }] = runs as [(typeof runs)[number]];
  expect(status).toBe('FINISHED');
  expect(params).toContainEqual({ key: 'model.components', value: '4' });
  const losses = metrics.filter(({ key }) => key === 'training/loss');
  expect(losses.map(({ step }) => step)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
  expect(metrics.filter(({ key }) => key === 'test/amiMax').map(({ step }) => step)).toEqual([200]);
}, 300_000);

it('a server that is not there is told about, and ends no training', async () => {
  const { code, stdout } = await nem('train', 'static-shapes', ...tiny, '--mlflow', 'http://127.0.0.1:1');
  expect({ code, stdout }).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/logging to MLflow at .* failed: MLflow at .* does not answer/),
  });
}, 300_000);

it('nem sweep tells W&B of each run, with the key of the environment', async () => {
  const { address, close, inputs, states, summary } = await startWandb();
  const training = { maxSteps: 2, batchSize: 2, emSteps: 2, validationImages: 2 };
  writeFileSync(join(folder, 'k.json'), JSON.stringify({ experiment: 'static-shapes', set: { training }, evaluation: { images: 2 } }));
  const args = ['sweep', 'k.json', '--wandb', 'lab/shapes'];
  expect(await nem(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining('set WANDB_API_KEY') });
  const before = `export WANDB_API_KEY=secret WANDB_BASE_URL=${address}`;
  expect(await runNem(folder, args, { before })).toMatchObject({ code: 0 });
  close();
  expect(inputs).toMatchObject([{ displayName: expect.stringMatching(/^seed-1_[0-9a-f]{10}$/), modelName: 'shapes', entityName: 'lab' }]);
  expect(summary()).toMatchObject([{ 'training/loss': expect.any(Number), 'test/amiMax': expect.any(Number), _step: 2 }]);
  expect(states).toEqual(['finished']);
}, 300_000);
