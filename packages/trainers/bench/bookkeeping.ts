// Measures what it costs to record and show a run, compared with its training steps: RNN-EM on static shapes at the paper's sizes.
//   npm run build, then: npx tsx packages/trainers/bench/bookkeeping.ts [steps] [backend]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseBackend } from '@neural-em/backends';
import { bernoulli, rnnEm } from '@neural-em/core';
import { staticShapes } from '@neural-em/datasets';
import { staticShapesRnnEm } from '@neural-em/networks';
import { adam, bitFlip, createRun, metricsLog, tensorBoardLog, train } from '@neural-em/trainers';
import { openRunFolder } from '@neural-em/trainers/node';
import { createProgress } from '../../cli/src/text/progress.ts';

const [steps = '100', backend = 'native'] = process.argv.slice(2);
const maxSteps = Number(steps);
await chooseBackend({ name: backend });
const model = rnnEm({ pixels: bernoulli(), ...staticShapesRnnEm({ seed: 1 }) });
const data = staticShapes({ seed: 0 });
const options = {
  ...{ components: 4, emSteps: 15, noise: bitFlip(0.1), seed: 1, optimizer: adam() },
  ...{ maxSteps, checkpointEvery: 25, validateEvery: maxSteps, validationImages: 1 },
};

const folder = await mkdtemp(join(tmpdir(), 'nem-bench-'));
const storage = await openRunFolder(folder);
const run = await createRun(storage, {}, { logs: [metricsLog, tensorBoardLog({ now: () => Date.now() / 1000 })] });
const progress = createProgress('bench');
const taken: number[] = [];
const bookkeeping: number[] = [];
const checkpoints: number[] = [];
let last = performance.now();
for await (const report of train(model, data, options)) {
  const arrived = performance.now();
  await run.record(report);
  if (report.kind === 'step') progress.update(report.step / maxSteps, { loss: report.loss, score: undefined, step: report.step });
  const done = performance.now();
  if (report.kind === 'step') {
    taken.push(done - last);
    bookkeeping.push(done - arrived);
  }
  if (report.kind === 'checkpoint') checkpoints.push(done - arrived);
  last = performance.now();
}
progress.stop();
await storage.close();
await rm(folder, { recursive: true });

const median = (values: number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!;
// The first step is left out, because it includes allocation and compilation.
const total = taken.slice(1).reduce((a, b) => a + b);
const share = bookkeeping.slice(1).reduce((a, b) => a + b) / total;
process.stdout.write(
  `${backend}: a step takes ${median(taken).toFixed(1)} ms, writing it down and showing it ${median(bookkeeping).toFixed(3)} ms: ` +
    `${(100 * share).toFixed(2)} % of the time in all; a checkpoint takes ${median(checkpoints).toFixed(1)} ms\n`,
);
