import { chooseBackend } from '@neural-em/backends';
import { mean } from '@neural-em/metrics';
import { beforeAll, expect, it } from 'vitest';
import { cards, loadPretrained, segment } from '../index.ts';
import { agreementOf, readSamples } from './samples.fixture.ts';

beforeAll(async () => void (await chooseBackend()));

/** How far the mean score of three samples may lie below the score on the card, which is a mean over a thousand images or more. */
const TOLERANCE = 0.25;

it.each(Object.values(cards))('$name finds the objects of three inputs of its kind, as files', async (card) => {
  const model = await loadPretrained(card.name);
  const samples = await readSamples(card.settings.data.kind);
  expect(samples).toHaveLength(3);
  const scores: number[] = [];
  for (const sample of samples) {
    const segmentation = await segment(model, sample.pictures);
    expect(segmentation.likeness, sample.name).not.toBe('unlike');
    expect(segmentation.frames[0]!.components.length).toBeGreaterThan(1);
    scores.push(agreementOf(sample, segmentation));
  }
  expect(mean(scores)).toBeGreaterThan(card.scores.shipped.amiMax - TOLERANCE);
});
