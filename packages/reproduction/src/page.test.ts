import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { published } from '@neural-em/experiments';
import { expect, it } from 'vitest';
import { type FoundScore, reproductionPageOf } from './page.ts';
import type { OwnScore } from './table.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Reads the scores in the folders of `results/`: the list `scores` of each JSON file. */
function foundScores(): FoundScore[] {
  const files = readdirSync(`${root}/results`, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
  return files.sort().flatMap((file) => {
    const { scores = [] }: { scores?: readonly OwnScore[] } = JSON.parse(readFileSync(`${root}/results/${file}`, 'utf8'));
    const folder = file.split(/[\\/]/).slice(0, -1).join('/');
    return Array.isArray(scores) ? scores.map((score) => ({ ...score, folder })) : [];
  });
}

it('the page in docs/ says what results/ hold', async () => {
  await expect(reproductionPageOf(foundScores())).toMatchFileSnapshot(`${root}/docs/reproduction.md`);
});

it('has every published number, ours beside those that were run', () => {
  const trained = { experiment: 'static-shapes', components: 4 };
  const score = { trained, scored: { ...trained, split: 'test' }, mean: 0.8, deviation: 0.01, folder: 'here' } as const;
  const page = reproductionPageOf([
    { ...score, method: 'rnn-em', runs: 5 },
    { ...score, method: 'rnn-em-recommended', deviation: null, runs: 1, unfinished: true },
    { ...score, method: 'rnn-em-recommended', scored: { ...score.scored, components: 5 }, runs: 2 },
  ]);
  for (const { mean, deviation } of published) expect(page).toContain(`${mean.toFixed(3)} ± ${deviation.toFixed(3)}`);
  expect(page).toContain(
    '0.826 ± 0.005 (unverified here) | [0.800 ± 0.010](../results/here), 5 runs | [0.800](../results/here), one run, not finished | `nem reproduce static-shapes` |',
  );
  expect(page).toContain(
    '| rnn-em-recommended | static-shapes, K = 4 | static-shapes, test, K = 5 | [0.800 ± 0.010](../results/here), 2 runs |',
  );
  expect(page).toContain(
    '| n-em | static-shapes, K = 4 | static-shapes, test, K = 4 | 0.475 ± 0.043 (unverified here) | not run yet | – |',
  );
  expect(page).toContain('`nem evaluate runs/flying-shapes-5-k5/seed-* --data flying-shapes-3 --test-images 10000`');
  expect(page.match(/not run yet/g)).toHaveLength(published.length - 1 - 2);
});
