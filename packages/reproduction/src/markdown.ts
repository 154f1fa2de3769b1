import { publishedText } from '@neural-em/experiments';
import { duration, fixed, spreadText } from '@neural-em/runs';
import type { ModelRow, ReproductionTable } from './table.ts';

/** Returns cells as a Markdown table; the first column is aligned to the left, the others to the right. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '--:'))), ...rows.map(line)].join('\n');
}

/** Returns the page of a reproduction. */
export function reproductionPage(table: ReproductionTable): string {
  const { experiment, command, changed, testImages, models, runs, overlap, examples } = table;
  const machines = [...new Set(runs.flatMap(({ machine, backend }) => (machine === null ? [] : [`${machine}, backend ${backend}`])))];
  return `${[
    `# ${experiment}: ours, published, and baselines`,
    `    ${command}`,
    ...(changed.length ? [`**Not the paper's settings:** ${changed.map((setting) => `\`${setting}\``).join(', ')}.`] : []),
    `Scores of ${testImages} test images${elsewhere(table)}, over the pixels that belong to one object: mean ± sample deviation over runs of different seeds.`,
    markdownTable(
      ['', 'AMI (max)', 'AMI (arithmetic)', 'ARI', 'loss', 'runs', 'training steps', 'time a run'],
      [...models.map(modelCells), ...publishedCells(table), ...baselineCells(table)],
    ),
    'AMI (max) is the normaliser of the published numbers. The baselines learn nothing and are told the clean image and its foreground; k-means and ' +
      'the Gaussian mixture are told the number of objects as well. A model is told none of this.',
    ...restartsNote(table),
    `Ran on ${machines.join('; ') || 'nothing yet'}.`,
    ...unfinishedNote(table),
    ...(overlap.rows.length
      ? [
          '## By overlap',
          `AMI (max) of ${overlap.images} test images, by the share of the foreground that more than one object covers; of each model the run with the lowest validation loss, of those that have ended if any has.`,
          markdownTable(
            ['', ...overlap.rows[0]!.bins.map(({ overlap: name, images }) => `${name} (${images})`)],
            overlap.rows.map(({ name, bins }) => [name, ...bins.map(({ score }) => (score === null ? '–' : fixed(score, 3)))]),
          ),
        ]
      : []),
    '## Curves',
    '![Loss and score over training steps of every run](curves.svg)',
    ...(examples.length
      ? ['## Examples', ...examples.map(({ name, caption }) => `${caption}:\n\n![${caption}](figures/${name}.png)`)]
      : []),
    '## Every run',
    markdownTable(
      ['run', 'state', 'training steps', 'best step', 'validation AMI (max)', 'test AMI (max)', 'time'],
      runs.map(({ name, seed, state, steps, best, test, seconds, isWholeTime }) => [
        `${name}, seed ${seed}`,
        state,
        String(steps),
        best ? String(best.step) : '–',
        best ? fixed(best.amiMax, 3) : '–',
        test ? fixed(test.scores.amiMax, 3) : '–',
        seconds === null ? '–' : timeText(seconds, !isWholeTime),
      ]),
    ),
  ].join('\n\n')}\n`;
}

/** Returns a note if runs were scored on another number of images than the baselines. */
function elsewhere({ testImages, runs }: ReproductionTable): string {
  const others = [...new Set(runs.flatMap(({ test }) => (test === null || test.images === testImages ? [] : [test.images])))];
  return others.length === 0 ? '' : ` (runs scored on the first ${others.join(' or ')} of them as they ended)`;
}

function modelCells({ name, scores, runs, steps, seconds, isLowerBound }: ModelRow): string[] {
  const { amiMax = null, amiArithmetic = null, ari = null, loss = null } = scores ?? {};
  const state = runs.done === runs.planned ? String(runs.done) : `${runs.done} of ${runs.planned}`;
  return [
    `**${name}**`,
    ...[amiMax, amiArithmetic, ari].map((value) => spreadText(value)),
    spreadText(loss, 1),
    state,
    steps ? steps.mean.toFixed(0) : '–',
    seconds ? timeText(seconds.mean, isLowerBound) : '–',
  ];
}

function publishedCells({ published }: ReproductionTable): string[][] {
  return published.map(({ method, mean, deviation, verified, note }) => [
    [method, publishedText({ verified }), ...(note ? [note] : [])].join(', '),
    spreadText({ mean, deviation }),
    ...['–', '–', '–', '5', '–', '–'],
  ]);
}

function baselineCells({ baselines }: ReproductionTable): string[][] {
  return baselines.map(({ name, amiMax, amiArithmetic, ari }) => [
    name,
    ...[amiMax, amiArithmetic, ari].map((value) => fixed(value, 3)),
    ...['–', '–', '–', '–'],
  ]);
}

function restartsNote({ runs }: ReproductionTable): string[] {
  const several = new Map(runs.flatMap(({ name, restarts }) => (restarts > 1 ? [[name, restarts]] : [])));
  return [...several].map(
    ([name, restarts]) =>
      `**${name}** is scored on test images with ${restarts} starts of each, of which the one counts whose components explain the clean image best; k-means ` +
      'and the Gaussian mixture have ten. Every other score, of validation images too, is that of a single start.',
  );
}

function unfinishedNote({ runs }: ReproductionTable): string[] {
  const open = runs.filter(({ state }) => state !== 'done');
  if (open.length === 0) return [];
  const names = open.map(({ name, seed, state, steps, test }) => {
    const score = test ? `, test AMI (max) so far ${fixed(test.scores.amiMax, 3)}` : '';
    return `${name} seed ${seed} (${state === 'missing' ? 'not begun' : `at step ${steps}${score}`})`;
  });
  return [`**Not finished, and not counted above:** ${names.join(', ')}.`];
}

function timeText(seconds: number, isLowerBound: boolean): string {
  return `${isLowerBound ? '≥ ' : ''}${duration(seconds)}`;
}
