// Writes three sample inputs, with the true objects, for each kind of picture that the pretrained models are made for, and a sheet of the
// samples with the groupings of the models: npx tsx scripts/segment/samples.ts. Run it after a model was added. Needs a build.
// The samples are the first test items of the models' data, as a user might have them: magnified and, if they consist of zeros and ones,
// also dark on paper, or faint. Prints the AMI of each model with the true objects.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chooseBackend } from '@neural-em/backends';
import type { Batch } from '@neural-em/datasets';
import { encodePng as encodeLabels } from '@neural-em/datasets/png';
import { openData } from '@neural-em/experiments';
import { mean } from '@neural-em/metrics';
import { cards, loadPretrained, segment } from '@neural-em/pretrained';
import { nodeParts } from '@neural-em/runs';
import { encodePng, type Picture, palette } from '@neural-em/viz';
import { encodeGif } from '@neural-em/viz/gif';
import { agreementOf, readSamples, samplesFolder } from '../../packages/pretrained/src/segment/samples.fixture.ts';
import { overlay, sideBySide } from '../../packages/runs/src/pictures/components.ts';

const SAMPLES = 3;
/** Ways to draw zeros and ones: the factor of magnification, and the grey values of ones and zeros. */
const looks = [
  { scale: 8, ink: 255, paper: 0 },
  { scale: 10, ink: 40, paper: 235 },
  { scale: 5, ink: 190, paper: 70 },
] as const;
/** The look of data with values between zero and one, which must keep these values. */
const plain = { ink: 255, paper: 0 } as const;
/** Height of the rows of the sheet and of the lines between them, in pixels. */
const ROW = 160;
const GAP = 4;

const kinds = new Map(Object.values(cards).map((card) => [card.settings.data.kind, card.settings]));
rmSync(samplesFolder, { recursive: true, force: true });
for (const [kind, settings] of kinds) {
  const dataset = await openData(settings, nodeParts);
  mkdirSync(join(samplesFolder, kind), { recursive: true });
  for (let i = 0; i < SAMPLES; i++) {
    const batch = dataset.read('test', [i]);
    const isBinary = batch.frames.every((value) => value === 0 || value === 1);
    const drawn = drawnOf(batch, { ...looks[i]!, ...(isBinary ? {} : plain) });
    const isClip = drawn.length > 1;
    const name = join(samplesFolder, kind, String(i + 1));
    writeFileSync(`${name}${isClip ? '.gif' : '.png'}`, isClip ? encodeGif(drawn, { delay: 100 }) : encodePng(drawn[0]!));
    const [T, , height, width] = batch.shape;
    writeFileSync(`${name}.truth.png`, await encodeLabels({ width, height: T * height, channels: 1, data: batch.groups }));
  }
}

await chooseBackend();
const sheet = new Map<string, Picture>();
for (const name of Object.keys(cards)) {
  const model = await loadPretrained(name);
  const { kind } = model.card.settings.data;
  const scores: number[] = [];
  const row: Picture[] = [];
  for (const sample of await readSamples(kind)) {
    const segmentation = await segment(model, sample.pictures);
    scores.push(agreementOf(sample, segmentation));
    const middle = sample.pictures.length >> 1;
    const given = sample.pictures[middle]!;
    const colours = palette(Math.max(1, ...segmentation.frames.flatMap(({ components }) => components.map(({ label }) => label))));
    for (const labels of [new Uint8Array(given.width * given.height), segmentation.frames[middle]!.labels])
      row.push(squared(overlay(given, labels, colours)));
  }
  console.log(`${name}: ${kind}, AMI ${scores.map((score) => score.toFixed(3)).join(', ')}, mean ${mean(scores).toFixed(3)}`);
  // Shows the best of the models of one kind.
  const shown = Object.values(cards).filter(({ settings }) => settings.data.kind === kind);
  if (shown.every(({ scores: { shipped } }) => shipped.amiMax <= model.card.scores.shipped.amiMax)) sheet.set(kind, sideBySide(row));
}
const rows = [...sheet.values()];
const { width } = rows[0]!;
const height = rows.length * (ROW + GAP) - GAP;
const data = new Uint8Array(3 * width * height).fill(128);
for (const [i, row] of rows.entries()) data.set(row.data, 3 * width * i * (ROW + GAP));
writeFileSync(join(import.meta.dirname, '../../docs/images/samples.png'), encodePng({ width, height, channels: 3, data }));
console.log(`the sheet has a row each for ${[...sheet.keys()].join(', ')}`);

/** Returns the frames of an item as RGB pictures. */
function drawnOf({ shape: [T, , height, width, channels], frames }: Batch, look: { scale: number; ink: number; paper: number }): Picture[] {
  const { scale, ink, paper } = look;
  return Array.from({ length: T }, (_, t) => {
    const data = new Uint8Array(3 * height * width * scale ** 2);
    for (let i = 0; i < data.length; i++) {
      const [y, x] = [Math.floor(i / 3 / (width * scale)), Math.floor(i / 3) % (width * scale)];
      const pixel = Math.floor(y / scale) * width + Math.floor(x / scale);
      const value = frames[(t * height * width + pixel) * channels + (channels === 1 ? 0 : i % 3)]!;
      data[i] = Math.round(paper + (ink - paper) * value);
    }
    return { width: width * scale, height: height * scale, channels: 3 as const, data };
  });
}

/** Returns a picture scaled to the height of a row of the sheet, by nearest neighbour. */
function squared({ width, height, data }: Picture): Picture {
  const out = new Uint8Array(3 * ROW * ROW);
  for (let i = 0; i < ROW * ROW; i++) {
    const from = Math.floor((Math.floor(i / ROW) * height) / ROW) * width + Math.floor(((i % ROW) * width) / ROW);
    out.set(data.subarray(3 * from, 3 * from + 3), 3 * i);
  }
  return { width: ROW, height: ROW, channels: 3, data: out };
}
