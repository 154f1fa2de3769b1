/**
 * Scores the baselines on static shapes: mean ± standard error over 2,000 test images.
 *
 *     npx tsx --conditions=@neural-em/source packages/mixtures/bench/static-shapes.ts
 */
import { staticShapes } from '@neural-em/datasets';
import { adjustedMutualInformation, mean, onForeground, sampleDeviation, scoreImages } from '@neural-em/metrics';
import { connectedComponents, groupPixels } from '../src/images/index.ts';

const images = 2000;
const size = { height: 28, width: 28 };
const pixels = size.height * size.width;
const { frames, groups } = staticShapes({ seed: 1 }).read(
  'test',
  Array.from({ length: images }, (_, i) => i),
);

const baselines: Record<string, (image: Float32Array, seed: number) => Int32Array> = {
  'k-means': (image, seed) => groupPixels(image, { by: 'k-means', ...size, groups: 3, seed }),
  'Gaussian mixture': (image, seed) => groupPixels(image, { by: 'mixture', ...size, groups: 3, seed }),
  'Gaussian mixture, converged': (image, seed) => groupPixels(image, { by: 'mixture', ...size, groups: 3, seed, tolerance: 1e-5 }),
  'connected components, 8 neighbours': (image) => connectedComponents(image, size),
  'connected components, 4 neighbours': (image) => connectedComponents(image, { ...size, connectivity: 4 }),
};

const metric = onForeground((truth, prediction) => adjustedMutualInformation(truth, prediction, { average: 'max' }));
for (const [name, group] of Object.entries(baselines)) {
  const labels = new Int32Array(images * pixels);
  for (let i = 0; i < images; i++) labels.set(group(frames.subarray(i * pixels, (i + 1) * pixels), i), i * pixels);
  const scores = scoreImages(metric, groups, labels, [images, pixels]);
  console.log(`${name.padEnd(36)} ${mean(scores).toFixed(3)} ± ${(sampleDeviation(scores) / Math.sqrt(images)).toFixed(3)}`);
}
