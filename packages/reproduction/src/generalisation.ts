import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Dataset, type Shape, type ShapesOptions, staticShapes } from '@neural-em/datasets';
import { lastValue } from '@neural-em/experiments';
import { mean, sampleDeviation } from '@neural-em/metrics';
import { baselines, fixed, RunError, scoreBaseline, spreadText } from '@neural-em/runs';
import type { InferenceOptions } from '@neural-em/trainers';
import { markdownTable } from './markdown.ts';
import { onCanvas } from './on-canvas.ts';
import { shownPath } from './shown-path.ts';
import { readTrainedModel, scoreModel, type TrainedModel } from './trained-model.ts';

/** A task on which a model is scored, such as one on which it was not trained. */
export interface GeneralisationCase {
  readonly group: string;
  readonly name: string;
  readonly components: number;
  readonly emSteps: number;
  readonly restarts: number;
  readonly dataset: Dataset;
}

/** The scores of a case, as means over images: AMI (max) with its standard error, and that of k-means on the same images. */
export interface GeneralisationRow {
  readonly group: string;
  readonly name: string;
  readonly components: number;
  readonly emSteps: number;
  readonly restarts: number;
  readonly amiMax: number;
  readonly error: number;
  readonly amiArithmetic: number;
  readonly ari: number;
  readonly kMeansAmiMax: number;
}

/** Shapes that no model has seen, about as large as the paper's: a cross, a ring and an L. */
const unseenShapes: readonly Shape[] = [
  ['001111100', '001111100', '111111111', '111111111', '111111111', '001111100', '001111100'],
  ['001111100', '011111110', '111000111', '111000111', '111000111', '011111110', '001111100'],
  ['1110000', '1110000', '1110000', '1110000', '1111111', '1111111', '1111111'],
];

/** Returns the cases on which a model of static shapes is scored. The first is the task of its training; all others differ from that. */
export function casesFor({ settings }: Pick<TrainedModel, 'settings'>): GeneralisationCase[] {
  const { data, model, training } = settings;
  const { height, width, objects } = data;
  const { components: K } = model;
  const steps = Number(lastValue(training.emSteps));
  const shapes = (options: Partial<ShapesOptions> = {}) =>
    staticShapes({ seed: data.seed, size: data.size, height, width, objects, ...options });
  const one = (group: string, name: string, changes: Partial<GeneralisationCase> = {}): GeneralisationCase => ({
    ...{ group, name, components: K, emSteps: steps, restarts: 1, dataset: shapes() },
    ...changes,
  });
  const hasRoom = height > 20 && width > 20;
  return [
    one('as trained', `${objects} objects, K = ${K}`),
    ...[3, 4, 5, 6, 8].map((components) => one('components', `K = ${components}`, { components })),
    ...[2, 3, 4, 5, 6].flatMap((n) => [
      one('objects', `${n} objects, K = ${K} as trained`, { dataset: shapes({ objects: n }) }),
      ...(n + 1 === K ? [] : [one('objects', `${n} objects, K = ${n + 1}`, { dataset: shapes({ objects: n }), components: n + 1 })]),
    ]),
    ...[5, 10, 15, 20, 30].map((emSteps) => one('EM steps', `${emSteps} EM steps`, { emSteps })),
    ...[2, 5, 10, 20].map((restarts) => one('restarts', `best of ${restarts} starts`, { restarts })),
    one('shapes', 'unseen shapes: cross, ring, L', { dataset: shapes({ shapes: unseenShapes }) }),
    ...(hasRoom
      ? [
          one('smaller scenes', `scenes of 20×20 in the middle of ${height}×${width}`, {
            dataset: onCanvas(shapes({ height: 20, width: 20 }), height, width),
          }),
        ]
      : []),
  ];
}

/** Scores a model of static shapes on the first test images of every case. */
export async function scoreCases(trained: TrainedModel, images: number): Promise<GeneralisationRow[]> {
  if (trained.settings.data.kind !== 'still-shapes')
    throw new RunError(`generalisation is of models of static shapes, not of ${trained.settings.data.kind}`);
  const rows: GeneralisationRow[] = [];
  for (const { group, name, components, emSteps, restarts, dataset } of casesFor(trained)) {
    const task: InferenceOptions = { ...trained.task, components, emSteps, restarts };
    const { amiMax, amiArithmetic, ari } = await scoreModel(trained, { dataset, task, images });
    const { amiMax: kMeans } = scoreBaseline(baselines['k-means on coordinates'], { dataset, split: 'test', images, steps: 1 });
    const error = sampleDeviation(amiMax) / Math.sqrt(amiMax.length);
    rows.push({
      ...{ group, name, components, emSteps, restarts, amiMax: mean(amiMax), error },
      ...{ amiArithmetic: mean(amiArithmetic), ari: mean(ari), kMeansAmiMax: mean(kMeans) },
    });
  }
  return rows;
}

/** Scores the model of a run and writes `generalisation.md` and `generalisation.json`. */
export async function writeGeneralisation(
  folder: string,
  { run, images, command }: { readonly run: string; readonly images: number; readonly command: string },
): Promise<GeneralisationRow[]> {
  const trained = await readTrainedModel(run);
  const rows = await scoreCases(trained, images);
  const { settings } = trained;
  const name = shownPath(run);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'generalisation.json'), `${JSON.stringify({ run: name, command, images, settings, rows }, null, 2)}\n`);
  writeFileSync(join(folder, 'generalisation.md'), page({ run: name, images, command, rows }));
  return rows;
}

function page({
  run,
  images,
  command,
  rows,
}: {
  run: string;
  images: number;
  command: string;
  rows: readonly GeneralisationRow[];
}): string {
  return `${[
    '# Static shapes: what a model does beyond its training',
    `    ${command}`,
    `The best weights of \`${run}\`, with no further training. Means over the first ${images} test images ± standard error, over the pixels that belong ` +
      'to one object; k-means is told the foreground and the number of objects. Of several starts each image keeps the one whose components explain it best.',
    markdownTable(
      ['', 'K', 'EM steps', 'AMI (max)', 'AMI (arithmetic)', 'ARI', 'k-means, AMI (max)'],
      rows.map(({ group, name, components, emSteps, amiMax, error, amiArithmetic, ari, kMeansAmiMax }) => [
        `${group}: ${name}`,
        String(components),
        String(emSteps),
        spreadText({ mean: amiMax, deviation: error }),
        fixed(amiArithmetic, 3),
        fixed(ari, 3),
        fixed(kMeansAmiMax, 3),
      ]),
    ),
    'A dense network reads images of one size. Scenes of 20×20 are shown to it in the middle of its own canvas: as crowded as images of 20×20, with ' +
      'a margin that it has not seen empty. A network for images of 20×20 themselves is trained by ' +
      '`nem train static-shapes --set data.height=20 --set data.width=20`; this report on its run is of that size.',
  ].join('\n\n')}\n`;
}
