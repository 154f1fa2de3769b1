import { type EmModel, type EmState, initialGamma } from '@neural-em/core';
import { batches, type Dataset } from '@neural-em/datasets';
import { assemble, experimentNamed, type Settings } from '@neural-em/experiments';
import { adjustedMutualInformation, hardAssignment, mean, onForeground } from '@neural-em/metrics';
import { encodeModelFile } from '@neural-em/pretrained';
import { saveWeights, train } from '@neural-em/trainers';
import { dispose, tensor, tidy } from '@tensorflow/tfjs-core';
// Bundlers leave out the gradients unless they are imported.
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { OWN_NAME, type OwnCard } from '../shared/own-card.ts';
import type { Report, TrainingSample } from '../shared/protocol.ts';
import { messagesFirst } from './turns.ts';

/** Training steps between two evaluations on held-out images; `SHOWN` of these are shown, `SCORED` are scored. */
const LOOK_EVERY = 10;
const SHOWN = 4;
const SCORED = 16;
const EM_STEPS = 10;

/**
 * Returns the settings of the paper's experiment, changed so that a page can train it: fewer images per step, fewer EM steps with a loss on
 * each of them, and a larger learning rate.
 */
export function ownSettings(seed: number): Settings {
  const paper = experimentNamed('static-shapes');
  return {
    ...paper,
    seed,
    training: { ...paper.training, batchSize: 16, emSteps: 6, lossSteps: 6, learningRate: 2e-3, validateEvery: 1_000_000 },
  };
}

/** A training that can be paused. */
export interface Training {
  pause(paused: boolean): void;
}

/** Trains RNN-EM on static shapes from random weights, and reports losses and the groupings of held-out images. */
export function startTraining(seed: number, backend: string, post: (report: Report, transfer?: Transferable[]) => void): Training {
  let resume: (() => void) | undefined;
  let held: Promise<void> | undefined;
  const go = async () => {
    const settings = ownSettings(seed);
    const { model, dataset, training } = await assemble(settings);
    let seconds = 0;
    const look = async (step: number) => {
      const sample = await sampleOf(model, dataset);
      const card: OwnCard = {
        name: OWN_NAME,
        description: 'RNN-EM on static shapes, trained in the playground.',
        training: { steps: step, seconds: Math.round(seconds), backend, seed },
        scores: { images: SCORED, amiMax: sample.score },
        licence: 'its owner decides',
      };
      const file = encodeModelFile({ settings, weights: await saveWeights(model.params), card: { ...card } });
      post({ type: 'sample', step, sample, file }, [file.buffer]);
    };
    await look(0);
    let started = performance.now();
    for await (const report of train(model, dataset, training)) {
      if (report.kind !== 'step') continue;
      seconds += (performance.now() - started) / 1000;
      post({ type: 'trained', step: report.step, loss: report.loss, seconds });
      if (report.step % LOOK_EVERY === 0) await look(report.step);
      await messagesFirst();
      await held;
      started = performance.now();
    }
  };
  go().catch((error: Error) => post({ type: 'failed', what: 'training', message: error.message }));
  return {
    pause(paused) {
      resume?.();
      held = paused ? new Promise((resolve) => (resume = resolve)) : undefined;
    },
  };
}

async function sampleOf(model: EmModel, dataset: Dataset): Promise<TrainingSample> {
  const [batch] = batches(dataset, 'test', { batchSize: SCORED, limit: SCORED });
  const [, B, H, W] = batch!.shape;
  const [D, K] = [H * W, 4];
  const final = tidy(() => {
    const image = tensor(batch!.frames, [B, 1, D, 1]);
    let state: EmState = model.init(initialGamma({ images: B, components: K, pixels: D, seed: 1 }));
    for (let t = 0; t < EM_STEPS; t++) state = model.step(state, image, image);
    return state.gamma;
  });
  const gamma = (await final.data<'float32'>()).slice();
  dispose(final);
  const groups = hardAssignment(gamma, [B, K, D]);
  const ofImage = (labels: Uint8Array, b: number) => labels.subarray(b * D, (b + 1) * D);
  const scores = Array.from({ length: B }, (_, b) => ami(ofImage(batch!.groups, b), ofImage(groups, b)));
  return { images: SHOWN, pixels: batch!.frames.slice(0, SHOWN * D), groups: groups.slice(0, SHOWN * D), score: mean(scores) };
}

const ami = onForeground((truth, prediction) => adjustedMutualInformation(truth, prediction, { average: 'max' }));
