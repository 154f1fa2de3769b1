// Scores the runs of train.mjs and writes results/balls: node scripts/balls/score.mjs [FOLDER] [--out results/balls] [--images N] [--rollouts N]
// Needs a build. FOLDER is runs/balls unless said. Runs that are missing are left out and said; one that has not ended is scored by its best
// weights so far. Writes scores.json, with the curves of every rollout, and README.md with the tables.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { experimentNamed } from '@neural-em/experiments';
import { mean, sampleDeviation } from '@neural-em/metrics';
import { isDone } from '@neural-em/trainers';
import { folderStorage } from '@neural-em/trainers/node';
import { ballsOf, constantVelocity, copying, modelRollout, nextFrame, openModel, scorePrediction } from './measure.mjs';
import { experiment, models, others, runsOf } from './plan.mjs';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: 'results/balls' },
    images: { type: 'string', default: '200' },
    rollouts: { type: 'string', default: '50' },
  },
});
const folder = positionals[0] ?? 'runs/balls';
const images = Number(values.images);
/** Rollouts: 30 frames after 10 true ones. */
const task = { given: 10, steps: 30 };

const settings = experimentNamed(experiment);
const seen = ballsOf(settings, settings.data.frames);
const unseen = ballsOf(experimentNamed(others), settings.data.frames);
const long = ballsOf(settings, task.given + task.steps);
const batch = long.read(
  'test',
  Array.from({ length: Number(values.rollouts) }, (_, i) => i),
);

const runs = [];
for (const { model: name, seed, out } of runsOf({ folder })) {
  if (!existsSync(join(out, 'config.json'))) {
    console.log(`${out}: not there`);
    continue;
  }
  const opened = await openModel(out);
  if (opened === undefined) {
    console.log(`${out}: not validated yet, so that it has no weights to score`);
    continue;
  }
  const { model, settings: own } = opened;
  const { components } = own.model;
  const { curves: _, ...next } = await nextFrame(model, seen, { components, images });
  const { curves: __, ...more } = await nextFrame(model, unseen, { components: components === 1 ? 1 : 8, images });
  const rollout = scorePrediction(await modelRollout(model, batch, { ...task, components }), batch, task);
  const ended = await isDone(folderStorage(out));
  const validations = readFileSync(join(out, 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const step = Math.max(0, ...validations.filter(({ kind }) => kind === 'step').map((row) => row.step));
  runs.push({ name, seed, ended, step, next, more, rollout });
  console.log(`${out}: relational loss ${next.collisions.loss.value.toFixed(2)}, ${next.collisions.loss.relative.toFixed(3)} of copying`);
}
if (runs.length === 0) {
  console.error(`${folder} holds no run of scripts/balls/train.mjs`);
  process.exit(2);
}
const baselines = {
  'constant velocity': scorePrediction(constantVelocity(batch, task), batch, task),
  'copying the last true frame': scorePrediction(copying(batch, task), batch, task),
};

/** Mean over seeds, with the sample deviation where there are several. */
function spread(name, of, places = 3) {
  const all = runs.filter((run) => run.name === name).map(of);
  if (all.length === 0) return '–';
  const deviation = all.length > 1 ? ` ± ${sampleDeviation(all).toFixed(places)}` : '';
  return `${mean(all).toFixed(places)}${deviation}`;
}
const table = (head, rows) => [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
const names = Object.keys(models).filter((name) => runs.some((run) => run.name === name));
const ofScores = (of) => (name) => [
  name,
  ...[
    (run) => of(run).all.loss.value,
    (run) => of(run).all.loss.relative,
    (run) => of(run).collisions.loss.value,
    (run) => of(run).collisions.loss.relative,
    (run) => of(run).collisions.lastTen.relative,
    (run) => of(run).all.crossEntropy.relative,
    (run) => of(run).all.crossEntropyBound.relative,
    (run) => of(run).ami.frames,
    (run) => of(run).ami.sequences,
    (run) => of(run).ari.frames,
  ].map((pick) => spread(name, pick)),
];
const head = [
  '',
  'loss',
  'relative',
  'relational loss',
  'relative',
  'last ten',
  'BCE, relative',
  'its bound',
  'AMI, frames',
  'AMI, sequences',
  'ARI, frames',
];
const rolloutRow = (name, of) => [
  name,
  ...['before', 'after'].flatMap((part) => ['crossEntropy', 'wrong', 'kept', 'ami'].map((key) => of(part, key))),
];
const rolloutRows = [
  ...names.map((name) => rolloutRow(name, (part, key) => spread(name, ({ rollout }) => rollout[part][key], 2))),
  ...Object.entries(baselines).map(([name, scores]) => rolloutRow(name, (part, key) => scores[part][key].toFixed(2))),
];
const unfinished = runs.filter(({ ended }) => !ended);

const page = `# Bouncing balls

Relational N-EM beside RNN-EM, an RNN and an LSTM on \`${experiment}\` (four balls, 32×32 pixels), ${images} test sequences, mean over seeds ± sample deviation.
Losses are nats an image and step; "relative" is the share of what copying the frame before costs over the same pixels. The relational loss is over
the pixels of balls that collide, which are all lit: alone it flatters a model that lights too many, so read it beside the loss. With one component nothing is grouped, so that RNN and LSTM have no AMI above 0.

Made by \`node scripts/balls/train.mjs\` and \`node scripts/balls/score.mjs\`; ${cpus()[0]?.model.trim() ?? 'unknown processor'}, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}.
${unfinished.map(({ name, seed, step }) => `\n${name}, seed ${seed}, has not ended: scored by its best weights up to step ${step}.`).join('')}

## The next frame

${table(head, names.map(ofScores(({ next }) => next)))}

Six to eight balls, which no model has seen, K = 8:

${table(head, names.map(ofScores(({ more }) => more)))}

## Rollouts

${task.steps} frames after ${task.given} true ones, ${values.rollouts} test sequences: mean cross entropy (nats), wrong pixels, balls kept and AMI, before and after the first
collision beyond the true frames.

${table(['', 'before: BCE', 'wrong', 'kept', 'AMI', 'after: BCE', 'wrong', 'kept', 'AMI'], rolloutRows)}
`;
mkdirSync(values.out, { recursive: true });
writeFileSync(join(values.out, 'README.md'), page);
writeFileSync(join(values.out, 'scores.json'), `${JSON.stringify({ experiment, images, rollouts: task, runs, baselines }, null, 1)}\n`);
console.log(`written: ${values.out}/README.md and scores.json`);
