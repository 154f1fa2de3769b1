import { bernoulli, rnnEm, variables } from '@neural-em/core';
import { staticShapes } from '@neural-em/datasets';
import { staticShapesRnnEm } from '@neural-em/networks';
import { useCpuBackend, values } from '@neural-em/testing';
import { describe, expect, it } from 'vitest';
import { adam, bitFlip, type Checkpoint, createTrainStep, type StepChanges, type TrainOptions, type TrainReport, train } from './index.ts';

useCpuBackend();

const data = staticShapes({ seed: 0, height: 14, width: 14, objects: 2, size: { training: 64, validation: 8, test: 8 } });
const fresh = () => staticShapesRnnEm({ etaShape: [196, 1], thetaSize: 16, seed: 3 });
const modelOf = (network = fresh(), changes = {}) => rnnEm({ pixels: bernoulli(), ...network, ...changes });
const options: TrainOptions = {
  components: 2,
  emSteps: 3,
  noise: bitFlip(0.1),
  seed: 1,
  optimizer: adam({ learningRate: 0.01 }),
  batchSize: 8,
};
const batch = () => data.read('training', [0, 1, 2, 3, 4, 5, 6, 7]);

/** Weights after two training steps. */
async function trained(changes: Partial<TrainOptions>, model = modelOf()): Promise<number[][]> {
  const step = createTrainStep(model, { ...options, ...changes });
  for (const number of [1, 2]) await step.run(batch(), number);
  return variables(model.params).map(values);
}

describe('what a training step has of its own', () => {
  it.each<[string, Partial<TrainOptions> & StepChanges]>([
    ['interWeight', { interWeight: 0.3 }],
    ['litInterWeight', { litInterWeight: 0.2 }],
    ['litSharePower', { litSharePower: 2 }],
    ['thetaDropout', { thetaDropout: 0.5 }],
    ['thetaDropoutSteps', { thetaDropout: 0.5, thetaDropoutSteps: 2 }],
    ['emSteps', { emSteps: 2 }],
  ])('%s does what the option of that name does for all steps', async (_, changes) => {
    const own = await trained({ at: () => changes });
    expect(own).toEqual(await trained(changes));
    expect(own).not.toEqual(await trained({}));
  });

  it('the model is another one of the same network', async () => {
    const network = fresh();
    const soft = modelOf(network, { floor: 0.1, gammaGradient: 0.5 });
    const own = await trained({ at: () => ({ model: soft }) }, modelOf(network));
    expect(own).toEqual(await trained({}, modelOf(fresh(), { floor: 0.1, gammaGradient: 0.5 })));
    expect(own).not.toEqual(await trained({}));
  });

  it('depends on the number of the step, and validation keeps the options', async () => {
    const seen: number[] = [];
    const at = (step: number) => {
      seen.push(step);
      return { interWeight: 0 };
    };
    const reports: TrainReport[] = [];
    for await (const report of train(modelOf(), data, { ...options, at, maxSteps: 3, validateEvery: 3 })) reports.push(report);
    expect(new Set(seen)).toEqual(new Set([1, 2, 3]));
    const [step] = reports.filter((report) => report.kind === 'step');
    expect(step!.loss).toBeCloseTo(step!.intra, 3);
    const [{ validation }] = reports.filter((report) => report.kind === 'validation') as [Extract<TrainReport, { kind: 'validation' }>];
    expect(validation.loss).toBeCloseTo(validation.intra + validation.inter, 3);
    expect(validation.inter).toBeGreaterThan(0);
  });

  it('is the same where a run goes on', async () => {
    const at = (step: number) => ({ thetaDropout: step > 2 ? 0 : 0.5, litInterWeight: step / 4 });
    const settings = { ...options, at, maxSteps: 4, checkpointEvery: 2 };
    const whole = modelOf();
    let halfway: Checkpoint | undefined;
    for await (const report of train(whole, data, settings))
      if (report.kind === 'checkpoint' && report.step === 2) halfway = report.checkpoint;
    const resumed = modelOf();
    for await (const _ of train(resumed, data, { ...settings, from: halfway }));
    expect(variables(resumed.params).map(values)).toEqual(variables(whole.params).map(values));
  });
});
