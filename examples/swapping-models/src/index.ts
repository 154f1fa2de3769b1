// One experiment, and the same with one thing swapped at a time: the model, the pixel distribution, the network, the algorithm.
// `npm start -w example-swapping-models` takes a few minutes; STEPS=n sets the training steps of each.
import { chooseBackend } from '@neural-em/backends';
import { bernoulli, type EmModel, gaussian, nem, rnnEm, variables } from '@neural-em/core';
import { batches, staticShapes } from '@neural-em/datasets';
import { adjustedMutualInformation, mean, onForeground } from '@neural-em/metrics';
import { denseDecoder, gru, staticShapesNem, staticShapesRnnEm } from '@neural-em/networks';
import { adam, bitFlip, cosine, evaluate, rmsProp, type TrainOptions, train } from '@neural-em/trainers';
import { dispose } from '@tensorflow/tfjs-core';

const maxSteps = Number(process.env.STEPS ?? 300);
const seed = 1;
const dataset = staticShapes({ seed: 0 });
const pixels = bernoulli();
const networks = () => staticShapesRnnEm({ seed });
const training: TrainOptions = {
  components: 4,
  emSteps: 15,
  noise: bitFlip(0.1),
  seed,
  optimizer: adam({ learningRate: 1e-3 }),
  maxSteps,
  validationImages: 64,
};

interface Variant {
  readonly model: () => EmModel;
  readonly training?: Partial<TrainOptions>;
}

const base: Variant = { model: () => rnnEm({ pixels, ...networks() }) };
const variants: Record<string, Variant> = {
  'RNN-EM, Bernoulli pixels, dense network, Adam': base,
  'another model: N-EM': { model: () => nem({ pixels, ...staticShapesNem({ seed }) }) },
  'other pixels: Gaussian': { model: () => rnnEm({ pixels: gaussian(), temperature: 0.25 ** 2, ...networks() }) },
  'another network: GRU': { model: () => rnnEm({ pixels, ...staticShapesRnnEm({ cell: gru, seed }) }) },
  'another network: two layers in the decoder': {
    model: () => rnnEm({ pixels, ...networks(), decoder: denseDecoder({ thetaSize: 250, etaShape: [784, 1], hidden: [250], seed }) }),
  },
  'another algorithm: RMSProp on half a cosine': {
    ...base,
    training: { optimizer: rmsProp({ learningRate: 1e-3 }), schedule: cosine({ steps: maxSteps }) },
  },
};

const { name, description } = await chooseBackend();
console.log(`backend ${name}: ${description}; ${maxSteps} training steps each`);
const metrics = { ami: onForeground(adjustedMutualInformation) };
for (const [what, variant] of Object.entries(variants)) {
  const model = variant.model();
  const options = { ...training, ...variant.training };
  for await (const report of train(model, dataset, options)) if (report.kind === 'warning') console.log(report);
  const { scores } = await evaluate(model, batches(dataset, 'test', { batchSize: 64, limit: 128 }), { ...options, metrics });
  console.log(`AMI ${mean(scores.ami!).toFixed(3)}  ${what}`);
  dispose(variables(model.params));
}
