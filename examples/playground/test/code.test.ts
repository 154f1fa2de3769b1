import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeModelFile, readPretrained } from '@neural-em/pretrained';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { snippetOf } from '../page/code.ts';
import { pointsSnippet } from '../page/points/code.ts';
import { defaultState } from '../shared/address.ts';
import { sequenceOf } from '../shared/balls/sequence.ts';
import { BALLS_SIDE } from '../shared/balls/state.ts';
import { canGroup, offered } from '../shared/models.ts';
import { OWN_NAME } from '../shared/own-card.ts';
import { render, SIDE, unknownObject } from '../shared/picture.ts';
import { runPoints } from '../shared/points/em.ts';
import { pointsOf, starts } from '../shared/points/state.ts';
import { stampAt } from '../shared/shapes.ts';
import { type Method, methods, type Source, usualComponents } from '../shared/state.ts';
import { keys } from './any-points.ts';

/** The reader's own video: a moving square. */
const clip = Float32Array.from([0, 1, 2, 3, 4, 5].flatMap((t) => [...render([stampAt('square', { x: 6 + 2 * t, y: 10 })]).pixels]));
/** The file that the page saves for a model that was trained in it. */
const own = join(import.meta.dirname, `${OWN_NAME}.safetensors`);

beforeAll(async () => {
  const { weights, card } = await readPretrained('static-shapes-rnn-em');
  await writeFile(own, encodeModelFile({ settings: card.settings, weights, card: {} }));
});
afterAll(() => rm(own));

/** Runs a program of the page as a module beside this one, where Node finds the packages, and returns the lines that it prints. */
async function printed(program: string, name: string): Promise<string[]> {
  const file = join(import.meta.dirname, `${name}.snippet.mjs`);
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await writeFile(file, program);
  try {
    await import(/* @vite-ignore */ file);
    return log.mock.calls.map((words) => words.join(' '));
  } finally {
    log.mockRestore();
    await rm(file);
  }
}

// The first test loads a backend, which may take long on a busy machine.
vi.setConfig({ testTimeout: 180_000 });

const plain = defaultState();
const lane = (method: Method, source: Source) => ({ method, components: usualComponents(plain.balls)[source], seed: 1 });
const shown = offered.flatMap((source) => methods.filter((method) => canGroup(method, source)).map((method) => [source, method] as const));

/** The least AMI of each method. N-EM for still images loses moving shapes, so it may have 0. */
const leastScore: Readonly<Record<Method, number>> = { 'rnn-em': 0.4, own: 0.3, 'n-em': 0, 'r-nem': 0, mixture: 0.2, 'k-means': 0.2 };
/** The frames of balls have another size, too. After forty frames of its own a model may have lost them. */
const balls = { side: BALLS_SIDE, leastScore };
/** Grey digits have another size, and are hard for the classic methods where they overlap. */
const digits = { side: 24, leastScore: { ...leastScore, mixture: 0.1, 'k-means': 0.1 } };

const others: Partial<Record<Source, typeof digits>> = { digits, balls };

test.each(shown)('the code for %s by %s runs and prints a grouping', async (source, method) => {
  const lines = await printed(snippetOf({ ...plain, source, lanes: [lane(method, source)] }, clip), `${source}-${method}`);
  const isScored = source !== 'clip';
  const { side, leastScore: least } = others[source] ?? { side: SIDE, leastScore };
  expect(lines).toHaveLength(side + (isScored ? 1 : 0));
  for (const line of lines.slice(0, side)) expect(line).toMatch(new RegExp(`^[.0-9]{${side}}$`));
  if (!isScored) return expect(lines.join('').replaceAll('.', '')).toHaveLength(clip.reduce((a, b) => a + b, 0) / 6);
  const [, score] = /^AMI (-?[01]\.\d{3})$/.exec(lines.at(-1)!)!;
  expect(Number(score)).toBeGreaterThanOrEqual(least[method]);
});

test('the code for balls has the pushes of the knocks, and says what it leaves out', async () => {
  const { groups } = sequenceOf(plain.balls, plain.scene).batch;
  // A pixel of the second ball in two frames.
  const knocks = [4, 20].map((at) => {
    const pixel = groups.indexOf(2, at * BALLS_SIDE ** 2) - at * BALLS_SIDE ** 2;
    return { at, y: Math.floor(pixel / BALLS_SIDE), x: pixel % BALLS_SIDE };
  });
  const state = { ...plain, source: 'balls' as const, lanes: [lane('r-nem', 'balls')] as const };
  const program = snippetOf({ ...state, balls: { ...plain.balls, knocks: knocks.slice(0, 1) } }, clip);
  expect(program).toContain('{ frame: 4, ball: 1, velocity: [');
  expect(program).not.toContain('The page also moves');
  expect(snippetOf({ ...state, balls: { ...plain.balls, knocks } }, clip)).toContain('The page also moves');
  expect(await printed(program, 'knocked')).toHaveLength(BALLS_SIDE + 1);
});

test('the code for a picture that nobody knows the objects of prints its grouping alone', async () => {
  const objects = [unknownObject(clip.subarray(0, SIDE ** 2))!];
  const lines = await printed(snippetOf({ ...plain, objects, lanes: [lane('k-means', 'picture')] }, clip), 'unknown');
  expect(lines).toHaveLength(SIDE);
});

test.each([
  ...keys(starts).map((start) => [start, 'full'] as const),
  ...(['diagonal', 'spherical', 'tied'] as const).map((covariance) => ['spread', covariance] as const),
])('the code for points that start %s, with %s covariance, ends where the page does', async (start, covariance) => {
  const points = { ...plain.points, data: 'blobs', components: 3, start, covariance } as const;
  const lines = await printed(pointsSnippet(points), `points-${start}-${covariance}`);
  const [, found] = /^log-likelihood of a point (-?[\d.]+)$/.exec(lines.at(-1)!)!;
  expect(Math.abs(Number(found) - runPoints(pointsOf(points), points).at(600).logLikelihood)).toBeLessThan(0.01);
});

test('the code for too few points says so', async () => {
  expect(await printed(pointsSnippet({ ...plain.points, data: 'drawn' }), 'none')).toEqual([]);
});
