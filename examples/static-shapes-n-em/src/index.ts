// The example `static-shapes` with N-EM in place of RNN-EM: one line makes the model.
// `npm start -w example-static-shapes-n-em` trains for a minute or two; STEPS=n sets the number of training steps.
import { chooseBackend } from '@neural-em/backends';
import { bernoulli, nem } from '@neural-em/core';
import { batches, staticShapes } from '@neural-em/datasets';
import { adjustedMutualInformation, mean, onForeground } from '@neural-em/metrics';
import { staticShapesNem } from '@neural-em/networks';
import { adam, bitFlip, evaluate, train } from '@neural-em/trainers';

const maxSteps = Number(process.env.STEPS ?? 1000);
const { name, description } = await chooseBackend();
console.log(`backend ${name}: ${description}`);

const dataset = staticShapes({ seed: 0 });
const model = nem({ pixels: bernoulli(), ...staticShapesNem({ seed: 1 }) });
const options = { components: 4, emSteps: 15, noise: bitFlip(0.1), seed: 1, optimizer: adam({ learningRate: 1e-3 }) };

for await (const report of train(model, dataset, { ...options, maxSteps, validateEvery: 200, validationImages: 64 })) {
  if (report.kind === 'validation') console.log(`step ${report.step}: validation loss ${report.validation.loss.toFixed(1)}`);
}

const metrics = { ami: onForeground(adjustedMutualInformation) };
const { images, scores } = await evaluate(model, batches(dataset, 'test', { batchSize: 64, limit: 128 }), { ...options, metrics });
console.log(`AMI of ${images} test images: ${mean(scores.ami!).toFixed(3)}`);
