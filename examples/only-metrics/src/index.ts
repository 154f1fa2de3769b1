// Scores groupings of pixels with @neural-em/metrics and nothing else: `npm start -w example-only-metrics`.
import {
  adjustedMutualInformation,
  adjustedRandIndex,
  bootstrapInterval,
  hardAssignment,
  mean,
  meanIoU,
  objectScores,
  onForeground,
  scoreImages,
} from '@neural-em/metrics';

// Two 4 × 6 images of two objects each; 0 is background, which is not scored.
const shape = [2, 24];
const truth = Uint8Array.from(
  [
    ...['110000', '110022', '000022', '000022'], // two blocks apart
    ...['111000', '111000', '000222', '000222'],
  ].flatMap((row) => [...row].map(Number)),
);

// Responsibilities of three components, [images, components, pixels], as a mixture model would give them: component 0 takes the
// background, 1 the left half, 2 the right half. The second image's objects reach over the middle.
const gamma = new Float32Array(2 * 3 * 24);
truth.forEach((label, i) => {
  const [image, pixel] = [Math.floor(i / 24), i % 24];
  const component = label === 0 ? 0 : pixel % 6 < 2 ? 1 : 2;
  for (let k = 0; k < 3; k++) gamma[(image * 3 + k) * 24 + pixel] = k === component ? 0.8 : 0.1;
});

const prediction = hardAssignment(gamma, [2, 3, 24]);
const metrics = { AMI: adjustedMutualInformation, ARI: adjustedRandIndex, mIoU: meanIoU };
for (const [name, metric] of Object.entries(metrics)) {
  const scores = scoreImages(onForeground(metric), truth, prediction, shape);
  console.log(`${name} on the foreground: ${[...scores].map((score) => score.toFixed(3)).join(', ')}; mean ${mean(scores).toFixed(3)}`);
}

console.log('\nobjects of the second image');
for (const { label, size, match, matchedIoU } of objectScores(truth.subarray(24), prediction.subarray(24))) {
  console.log(`  object ${label}, ${size} pixels: component ${match}, IoU ${matchedIoU.toFixed(3)}`);
}

// A confidence interval of a mean over many images.
const scores = Array.from({ length: 100 }, (_, i) => 0.8 + 0.15 * Math.sin(i * i));
const { lower, upper } = bootstrapInterval(scores, { seed: 0 });
console.log(`\nmean of 100 scores: ${mean(scores).toFixed(3)}, 95 % interval ${lower.toFixed(3)} to ${upper.toFixed(3)}`);
