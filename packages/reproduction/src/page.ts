import { type PublishedScore, published } from '@neural-em/experiments';
import { spreadText } from '@neural-em/runs';
import { markdownTable } from './markdown.ts';
import type { OwnScore } from './table.ts';

/** A score of ours, and the folder below `results/` that documents it. */
export type FoundScore = OwnScore & { readonly folder: string };

const sections: readonly { readonly title: string; readonly isOf: (score: PublishedScore) => boolean; readonly text: string }[] = [
  {
    title: 'Static shapes',
    isOf: ({ trained }) => trained.experiment === 'static-shapes',
    text:
      'Three shapes in a binary image of 28×28, K = 4, 15 EM steps. `nem reproduce static-shapes` trains both models with five seeds, continues ' +
      'after a stop, and adds baselines that the paper does not show: [results/static-shapes](../results/static-shapes). ' +
      '[results/static-shapes-5000](../results/static-shapes-5000) is a shorter run, 5,000 training steps of one seed.',
  },
  {
    title: 'Flying shapes',
    isOf: ({ trained }) => trained.experiment.startsWith('flying-shapes'),
    text:
      'Shapes in motion over 20 frames, the next frame predicted at each. The velocity law of the paper is not published; here each axis moves by −1, 0 or +1 ' +
      'pixel a frame. The command of a row scores runs of the seeds 1 to 5, which are trained like `nem train flying-shapes-3 --k 5 --seed 1 --out ' +
      'runs/flying-shapes-3-k5/seed-1`.',
  },
  {
    title: 'Flying MNIST',
    isOf: ({ trained }) => trained.experiment.startsWith('flying-mnist'),
    text: 'Grey digits in motion. `nem train flying-mnist-2-stages` learns in stages: 20 different digits, 500, all. The paper does not say how digits that overlap are combined.',
  },
];

/** Figures of the paper without numbers, and the commands that draw them here. */
const figures = [
  [
    'Binomial cross entropy of RNN-EM and of the recurrent autoencoder (K = 1), 3, 4 and 5 shapes',
    'nem train flying-shapes-3-autoencoder',
    '[one run each](../results/flying-shapes-autoencoder), RNN-EM by our own settings',
  ],
  [
    'AMI at each step of a long sequence, with quartiles',
    'nem evaluate runs/flying-shapes-3-k3/seed-* --frames 51 --curves steps.svg',
    '[one run of our own settings](../results/flying-shapes-3/long.svg)',
  ],
  ['Grouping of single images, step by step', 'nem show RUN', '[two images](../results/static-shapes-5000)'],
];

/** Returns `docs/reproduction.md`: every number of the paper, with our number if there is one. */
export function reproductionPageOf(found: readonly FoundScore[]): string {
  return `${[
    '# Reproduction',
    'Every number of the paper (Greff, van Steenkiste and Schmidhuber, NIPS 2017) on its experiments, with our number if the experiment was run here, and the ' +
      'command that computes it. Scores are adjusted mutual information with the `max` normaliser, over the pixels that belong to exactly one object, ' +
      'mean ± sample deviation over runs of different seeds. “Ours” is by the settings of the ' +
      'paper; beside it stands the score by the experiment `…-recommended`, whose command is in the folder behind the link. Numbers that are “unverified here” could not be checked against a copy of the paper.',
    ...sections.flatMap(({ title, isOf, text }) => [`## ${title}`, text, scoresTable(published.filter(isOf), found)]),
    ...ownTable(found),
    '## Figures without numbers',
    markdownTable(
      ['figure', 'command', 'ours'],
      figures.map(([what, command, ours]) => [what!, `\`${command}\``, ours!]),
    ),
    'This page is made from `results/` and the published scores in `@neural-em/experiments`: `npx vitest run packages/reproduction/src/page.test.ts -u`.',
  ].join('\n\n')}\n`;
}

function scoresTable(rows: readonly PublishedScore[], found: readonly FoundScore[]): string {
  return markdownTable(
    ['model', 'trained on', 'scored on', 'published', 'ours', 'by our own settings', 'command'],
    rows.map((row) => {
      const { method, trained, scored, mean, deviation, verified, note } = row;
      return [
        note ? `${method}, ${note}` : method,
        `${trained.experiment}, K = ${trained.components}`,
        `${scored.experiment}, ${scored.split}, K = ${scored.components}`,
        spreadText({ mean, deviation }) + (verified ? '' : ' (unverified here)'),
        method.startsWith('tagger') ? 'another model' : (scoreFor(row, found) ?? 'not run yet'),
        scoreFor({ ...row, method: ownMethod(method) }, found) ?? '–',
        commandFor(row),
      ];
    }),
  );
}

/** The name of our own settings for a method of the paper. */
const ownMethod = (method: string): string => `${method}-recommended`;

type Row = Pick<PublishedScore, 'method' | 'trained' | 'scored'>;

const keyOf = ({ method, trained, scored }: Row): string =>
  JSON.stringify([method, trained.experiment, trained.components, scored.experiment, scored.components, scored.split]);

/** Returns our score for a row, with a link; undefined if there is none. */
function scoreFor(row: Row, found: readonly FoundScore[]): string | undefined {
  const own = found.find((score) => keyOf(score) === keyOf(row));
  return own && `[${spreadText(own)}](../results/${own.folder}), ${runsText(own)}`;
}

function commandFor({ method, trained, scored }: PublishedScore): string {
  if (method.startsWith('tagger')) return '–';
  if (trained.experiment === 'static-shapes') return '`nem reproduce static-shapes`';
  const runs = `runs/${trained.experiment}-k${trained.components}/seed-*`;
  const flags = [
    ...(scored.components === trained.components ? [] : [`--k ${scored.components}`]),
    ...(scored.experiment === trained.experiment ? [] : [`--data ${scored.experiment}`]),
    ...(scored.split === 'test' ? [] : [`--split ${scored.split}`]),
    '--test-images 10000',
  ];
  return `\`nem evaluate ${runs} ${flags.join(' ')}\``;
}

/** Returns the table of our scores that have no published counterpart. */
function ownTable(found: readonly FoundScore[]): string[] {
  const shown = new Set(published.flatMap((row) => [keyOf(row), keyOf({ ...row, method: ownMethod(row.method) })]));
  const own = found.filter((score) => !shown.has(keyOf(score)));
  if (own.length === 0) return [];
  return [
    '## Further scores by our own settings',
    markdownTable(
      ['model', 'trained on', 'scored on', 'ours'],
      own.map((score) => [
        score.method,
        `${score.trained.experiment}, K = ${score.trained.components}`,
        `${score.scored.experiment}, ${score.scored.split}, K = ${score.scored.components}`,
        scoreFor(score, found)!,
      ]),
    ),
  ];
}

function runsText({ runs, unfinished }: FoundScore): string {
  return `${runs === 1 ? 'one run' : `${runs} runs`}${unfinished ? ', not finished' : ''}`;
}
