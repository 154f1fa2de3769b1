import type { ReportResults, ResultRow } from '@neural-em/viz/report';
import { publishedRows, type ScoreRow, scoreNames } from '../scores.ts';
import type { ReportedRun } from './reported.ts';

const SEQUENCES =
  'AMI and ARI of sequences take all frames as one clustering. MOTA and MOTP are scores of tracking; switches count how often an object of a sequence changes its component; J and F are the region similarity and contour accuracy of masks.';

const agreement = [
  { key: 'amiMax', name: 'AMI (max)' },
  { key: 'amiArithmetic', name: 'AMI (arithmetic)' },
  { key: 'ari', name: 'ARI' },
];

/** The columns of scores of whole sequences. */
const sequences = [
  { key: 'sequenceAmi', name: 'AMI of sequences' },
  { key: 'sequenceAri', name: 'ARI of sequences' },
  { key: 'mota', name: 'MOTA' },
  { key: 'motp', name: 'MOTP' },
  { key: 'switches', name: 'switches', digits: 1 },
  { key: 'j', name: 'J' },
  { key: 'f', name: 'F' },
];

/** Returns the scores of runs and of their other evaluations, with baselines and published scores. */
export function resultsOf(runs: readonly ReportedRun[]): ReportResults {
  const named = (row: ScoreRow, path: string) => asResult(row, runs.length > 1 ? path : undefined);
  const learned = runs.flatMap(({ path, result, evaluations }) => [
    ...(result?.rows[0] ? [named(result.rows[0], path)] : []),
    ...evaluations.map(({ row }) => named(row, path)),
  ]);
  const [first] = runs as [ReportedRun];
  const trained = first.config.settings;
  const published = [
    ...publishedRows({ trained }),
    ...first.evaluations.flatMap(({ name, settings, split }) =>
      publishedRows({ trained, scored: settings, split }).map((row) => ({ ...row, name: `${row.name}: ${name}` })),
    ),
  ];
  const collide = learned.some(({ values }) => values.relationalLoss !== undefined);
  const copying = first.evaluations.flatMap(({ copying, name }) =>
    copying ? [{ ...asResult(copying), name: `${copying.name}, ${name}` }] : [],
  );
  const labelled = learned.some(({ values }) => values.amiMax !== undefined);
  return {
    columns: [
      ...(labelled ? agreement : []),
      { key: 'loss', name: 'loss', digits: 1 },
      ...(learned.some(({ values }) => values.crossEntropy !== undefined)
        ? [{ key: 'crossEntropy', name: 'cross entropy', digits: 1 }]
        : []),
      ...(collide ? [{ key: 'relationalLoss', name: 'relational loss', digits: 1 }] : []),
      ...(learned.some(({ values }) => values.sequenceAmi !== undefined) ? sequences : []),
    ],
    runs: learned,
    baselines: [...(first.result?.rows.slice(1) ?? []).map((row) => asResult(row)), ...copying],
    published: published.map((row) => asResult(row)),
    notes: [
      labelled
        ? 'Scores are means over test images, of the pixels that belong to one object.'
        : 'The images have no labels: only the loss is scored, not the agreement with true groups.',
      'The baselines are given more than the model: the clean image, its foreground and (for k-means) the number of objects.',
      ...(learned.some(({ values }) => values.sequenceAmi !== undefined) ? [SEQUENCES] : []),
      'The cross entropy is −log p(x | max_k psi) in nats per image: exact for one component, an upper bound for several.',
      ...(collide ? ['The relational loss is the loss over the pixels of objects that collide; all these pixels are lit.'] : []),
    ],
  };
}

function asResult(row: ScoreRow, path?: string): ResultRow {
  const values = scoreNames.flatMap((key) => {
    const value = row[key];
    return value === undefined ? [] : [[key, { value, deviation: row.deviation?.[key] }] as const];
  });
  return { name: path === undefined ? row.name : `${row.name}, ${path}`, values: Object.fromEntries(values) };
}
