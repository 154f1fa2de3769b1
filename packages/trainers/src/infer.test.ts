import { bernoulli, gaussian, rnnEm, unroll } from '@neural-em/core';
import { type Dataset, flyingShapes, staticShapes } from '@neural-em/datasets';
import { staticShapesRnnEm } from '@neural-em/networks';
import { expectNoLeak, useCpuBackend, values } from '@neural-em/testing';
import { describe, expect, it } from 'vitest';
import { bitFlip, infer, noNoise, prepare } from './index.ts';

useCpuBackend();

const small = { seed: 0, height: 14, width: 14, objects: 1, size: { training: 4, validation: 4, test: 4 } };
const still: Dataset = staticShapes(small);
const moving: Dataset = flyingShapes({ ...small, frames: 6 });
const parts = () => staticShapesRnnEm({ etaShape: [196, 1], thetaSize: 8, seed: 3 });
const makeModel = () => rnnEm({ pixels: bernoulli(), ...parts() });
const whole = (data: Dataset) => data.read('test', [0, 1, 2, 3]);
const options = { components: 2, noise: noNoise, seed: 1 };

describe('infer', () => {
  it.each([
    ['a static image', still, { ...options, emSteps: 4 }, [0]],
    ['a sequence', moving, options, [1, 2, 3, 4, 5]],
  ] as const)('reads back what a model made of %s', async (_, data, task, frames) => {
    const model = makeModel();
    const batch = whole(data);
    const { steps, start } = await infer(model, batch, task);
    expect(steps.map(({ frame }) => frame)).toEqual(frames);
    expect([...start]).toEqual([1, 1, 1, 1]);
    const prepared = prepare(model, batch, task, 'inference');
    const states = unroll(model, prepared).states.slice(-frames.length);
    for (const [t, { gamma, eta }] of states.entries()) {
      expect([...steps[t]!.gamma]).toEqual(values(gamma));
      const psi = values(model.pixels.mean(eta));
      const x = values(prepared.targets.slice(-frames.length)[t]!).slice(0, 196);
      const cost = x.map((on, i) => {
        const largest = Math.max(psi[i]!, psi[196 + i]!);
        return -Math.log(on > 0.5 ? largest : 1 - largest);
      });
      expect(steps[t]!.unexplained[0]! / cost.reduce((u, v) => u + v)).toBeCloseTo(1, 4);
      expect(steps[t]!.theta).toHaveLength(4 * 2 * 8);
    }
    await expectNoLeak(() => infer(model, batch, { ...task, restarts: 2 }));
  });

  it('keeps the start that explains an image best, and says which', async () => {
    const model = makeModel();
    const task = { ...options, noise: bitFlip(0.1), emSteps: 3 };
    const batch = whole(still);
    const one = await infer(model, batch, task);
    const five = await infer(model, batch, { ...task, restarts: 5 });
    for (const b of [0, 1, 2, 3]) {
      const [first, best] = [one.steps[0]!.unexplained[b]!, five.steps[0]!.unexplained[b]!];
      if (five.start[b] === 1) expect(best).toBeCloseTo(first, 4);
      else expect(best).toBeLessThan(first);
      expect(five.start[b]).toBeLessThanOrEqual(5);
    }
    expect(new Set(five.start).size).toBeGreaterThan(1);
  });

  it('counts what a perfect guess loses as explained, of densities too', async () => {
    const model = rnnEm({ pixels: gaussian(), ...parts() });
    const batch = whole(still);
    const { steps } = await infer(model, batch, { ...options, emSteps: 2 });
    for (const cost of steps[0]!.unexplained) {
      expect(cost).toBeGreaterThan(0);
      expect(cost).toBeLessThan(0.5 * 196);
    }
  });
});
