// Scores the runs of train.mjs and writes results/balls:
//   node scripts/balls/score.mjs [FOLDER] [--out results/balls] [--images N] [--rollouts N] [--first]
// --first scores the runs after the first part of their training.
// Needs a build. FOLDER is runs/balls by default. Missing runs are reported and left out; an unfinished run is scored with its best weights
// so far. Writes scores.json (with the curves of every rollout), rollouts.svg, learning.svg, an animation of each model's first seed, and
// the tables between the two comments in README.md.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { experimentNamed } from '@neural-em/experiments';
import { mean, sampleDeviation } from '@neural-em/metrics';
import { learningCurves, newDocument, readRows, rollOut } from '@neural-em/runs';
import { isDone } from '@neural-em/trainers';
import { folderStorage } from '@neural-em/trainers/node';
import { encodePng, groupingFigure } from '@neural-em/viz';
import { learningCurve, rolloutCurves } from '@neural-em/viz/charts';
import { groupingGif } from '@neural-em/viz/gif';
import { ballsOf, constantVelocity, copying, modelRollout, nextFrame, openModel, scorePrediction, takenApart } from './measure.mjs';
import { experiment, models, others, runsOf, seeds } from './plan.mjs';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: 'results/balls' },
    images: { type: 'string', default: '100' },
    rollouts: { type: 'string', default: '25' },
    first: { type: 'boolean' },
  },
});
const folder = positionals[0] ?? 'runs/balls';
const images = Number(values.images);
/** The rollouts: 30 frames after 10 true ones. */
const task = { given: 10, steps: 30 };

const settings = experimentNamed(experiment);
const seen = ballsOf(settings, settings.data.frames);
const unseen = ballsOf(experimentNamed(others), settings.data.frames);
const long = ballsOf(settings, task.given + task.steps);
const many = ballsOf(experimentNamed(others), task.given + task.steps + 1);
const batch = long.read(
  'test',
  Array.from({ length: Number(values.rollouts) }, (_, i) => i),
);

mkdirSync(values.out, { recursive: true });

/** Draws an animation of the first test sequence, and twelve of its steps as a picture. */
async function draw(name, model, { components, noise }) {
  const { figure } = await rollOut(model, long, { ...task, components, noise, seed: 1, images: 1, item: 0 });
  const last = figure.shape.steps - 1;
  const columns = Array.from({ length: 12 }, (_, i) => Math.round((i * last) / 11));
  writeFileSync(join(values.out, `${name}.gif`), groupingGif({ ...figure, delay: 150 }));
  writeFileSync(join(values.out, `${name}.png`), encodePng(groupingFigure({ ...figure, columns, scale: 2 })));
  if (components === 1) return;
  // Reads true frames to the end, to show how the model groups a number of balls that it has not seen.
  const grouped = await rollOut(model, many, {
    given: task.given + task.steps,
    steps: 1,
    components: 8,
    noise,
    seed: 1,
    images: 1,
    item: 0,
  });
  writeFileSync(join(values.out, `${name}-groups.gif`), groupingGif({ ...grouped.figure, title: undefined, delay: 150 }));
}

/** Returns the curves of the two parts of a training, joined. */
function joined(parts) {
  let before = 0;
  const moved = parts.flatMap((rows) => {
    const own = rows.map((row) => ({ ...row, step: row.step + before }));
    before = own.at(-1).step;
    return own;
  });
  return learningCurves(moved);
}

const runs = [];
const learned = [];
for (const { model: name, seed, begun, out: both } of runsOf({ folder })) {
  const out = values.first ? begun : both;
  if (!existsSync(join(out, 'config.json'))) {
    console.log(`${out}: not there`);
    continue;
  }
  const opened = await openModel(out);
  if (opened === undefined) {
    console.log(`${out}: not validated yet, so that it has no weights to score`);
    continue;
  }
  const { model, noise, settings: own } = opened;
  const { components } = own.model;
  const { curves: _, ...next } = await nextFrame(model, seen, { components, noise, images });
  const { curves: __, ...more } = await nextFrame(model, unseen, { components: components === 1 ? 1 : 8, noise, images });
  const rollout = scorePrediction(await modelRollout(model, batch, { ...task, noise, components }), batch, task);
  const ended = await isDone(folderStorage(out));
  const validations = readFileSync(join(out, 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  learned.push({ name: `${name}, seed ${seed}`, ...joined(await Promise.all([...new Set([begun, out])].map(readRows))) });
  const step = Math.max(0, ...validations.filter(({ kind }) => kind === 'step').map((row) => row.step));
  const parts = await takenApart(model, batch, { ...task, noise, components });
  runs.push({ name, seed, ended, step, next, more, rollout, parts });
  if (seed === seeds[0]) await draw(name, model, { components, noise });
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

/** Returns the mean over seeds, with the sample deviation if there are several. */
function spread(name, of, places = 3) {
  const all = runs.filter((run) => run.name === name).map(of);
  if (all.length === 0) return '–';
  const deviation = all.length > 1 ? ` ± ${sampleDeviation(all).toFixed(places)}` : '';
  return `${mean(all).toFixed(places)}${deviation}`;
}
const table = (head, rows) => [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
const names = Object.keys(models).filter((name) => runs.some((run) => run.name === name));
const columns = [
  ['loss', ({ all }) => all.loss.value, 1],
  ['relative', ({ all }) => all.loss.relative],
  ['relational loss', ({ collisions }) => collisions.loss.value, 2],
  ['relative', ({ collisions }) => collisions.loss.relative],
  ['last ten', ({ collisions }) => collisions.lastTen.relative],
  ['relational BCE', ({ collisions }) => collisions.crossEntropy.relative],
  ['its bound', ({ collisions }) => collisions.crossEntropyBound.relative],
  ['BCE', ({ all }) => all.crossEntropy.relative],
  ['its bound', ({ all }) => all.crossEntropyBound.relative],
  ['AMI, frames', ({ ami }) => ami.frames],
  ['AMI, sequences', ({ ami }) => ami.sequences],
  ['ARI, frames', ({ ari }) => ari.frames],
];
const head = ['', ...columns.map(([title]) => title)];
const ofScores = (of) => (name) => [name, ...columns.map(([, pick, places]) => spread(name, (run) => pick(of(run)), places))];
const rolloutRow = (name, of) => [
  name,
  ...['before', 'after'].flatMap((part) => ['crossEntropy', 'wrong', 'kept', 'ami'].map((key) => of(part, key))),
];
const rolloutRows = [
  ...names.map((name) => rolloutRow(name, (part, key) => spread(name, ({ rollout }) => rollout[part][key], 2))),
  ...Object.entries(baselines).map(([name, scores]) => rolloutRow(name, (part, key) => scores[part][key].toFixed(2))),
];
const unfinished = runs.filter(({ ended }) => !ended);

const partNames = Object.keys(runs[0].parts);
const tables = `Made by \`node scripts/balls/train.mjs\` and \`node scripts/balls/score.mjs\`; ${cpus()[0]?.model.trim() ?? 'unknown processor'}, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}; ${images} test sequences, seeds ${seeds.join(' and ')}, mean ± sample deviation.
${unfinished.map(({ name, seed, step }) => `\n${name}, seed ${seed}, has not ended: scored by its best weights up to step ${step}.`).join('')}

### The next frame

${table(head, names.map(ofScores(({ next }) => next)))}

Six to eight balls, which no model has seen, K = 8:

${table(head, names.map(ofScores(({ more }) => more)))}

### Rollouts

${task.steps} frames after ${task.given} true ones, ${values.rollouts} test sequences: mean cross entropy (nats), wrong pixels, balls kept and AMI, before and after the first
collision beyond the true frames.

${table(['', 'before: BCE', 'wrong', 'kept', 'AMI', 'after: BCE', 'wrong', 'kept', 'AMI'], rolloutRows)}

The same taken apart, all ${task.steps} frames:

${table(
  ['', 'reads and looks at', 'wrong pixels', 'balls kept', 'AMI'],
  names.flatMap((name) =>
    partNames.map((part) => [
      name,
      part,
      ...Object.entries({ wrong: 0, kept: 2, ami: 3 }).map(([key, places]) => spread(name, ({ parts }) => mean(parts[part][key]), places)),
    ]),
  ),
)}`;
const path = join(values.out, 'README.md');
const [begin, end] = ['<!-- scores -->', '<!-- end of scores -->'];
const old = existsSync(path) ? readFileSync(path, 'utf8') : `# Bouncing balls\n\n${begin}\n${end}\n`;
writeFileSync(path, `${old.slice(0, old.indexOf(begin) + begin.length)}\n\n${tables}\n\n${old.slice(old.indexOf(end))}`);
writeFileSync(join(values.out, 'scores.json'), `${JSON.stringify({ experiment, images, rollouts: task, runs, baselines }, null, 1)}\n`);
const document = await newDocument();
const meanCurves = (name) => {
  const all = runs.filter((run) => run.name === name).map(({ rollout }) => rollout.curves);
  return Object.fromEntries(Object.keys(all[0]).map((key) => [key, all[0][key].map((_, s) => mean(all.map((curves) => curves[key][s])))]));
};
const series = [
  ...names.map((name) => ({ name, curves: meanCurves(name) })),
  ...Object.entries(baselines).map(([name, { curves }]) => ({ name, curves })),
].map(({ name, curves: { crossEntropy, wrong, kept, ami } }) => ({
  name,
  curves: { 'cross entropy, nats': crossEntropy, 'wrong pixels': wrong, 'balls kept': kept, AMI: ami },
}));
writeFileSync(
  join(values.out, 'rollouts.svg'),
  rolloutCurves({ document, width: 640, title: `After ${task.given} true frames`, series, axis: 'frame of its own' }),
);
writeFileSync(
  join(values.out, 'learning.svg'),
  learningCurve({ document, width: 640, title: 'Training', series: learned, scoreName: 'AMI (max)' }),
);
console.log(`written: ${values.out}/README.md, scores.json, rollouts.svg, learning.svg and animations`);
