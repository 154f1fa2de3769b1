import { chooseBackend } from '@neural-em/backends';
import type { EmModel } from '@neural-em/core';
import { hardAssignment } from '@neural-em/metrics';
import { loadPretrained } from '@neural-em/pretrained';
import fc from 'fast-check';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { knocked } from '../page/balls/knock.ts';
import { awayFrom, placeOf } from '../shared/balls/places.ts';
import { sequenceOf } from '../shared/balls/sequence.ts';
import { BALLS_SIDE, type BallsState, decodeBalls, encodeBalls, firstOtherKnock, usualBalls } from '../shared/balls/state.ts';
import { modelName } from '../shared/models.ts';
import type { Frame } from '../shared/protocol.ts';
import { ballOf, rollingOut } from '../worker/groupers/rolling-out.ts';
import type { Grouping } from '../worker/groupers/types.ts';
import { imagesOf } from '../worker/scenes.ts';
import { anyBalls } from './any-balls.ts';

// The first test loads a backend, which may take long on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const D = BALLS_SIDE ** 2;
const K = 5;
let model: EmModel;
beforeAll(async () => {
  await chooseBackend();
  model = (await loadPretrained(modelName('r-nem', 'balls')!)).model;
});

/** Returns the groupings of the first steps of a rollout, as the worker computes them. */
async function groupings(balls: Partial<BallsState>, count: number, noise = 0): Promise<Grouping[]> {
  const scene = { kind: 'balls', number: 3, ...usualBalls, given: 4, ...balls } as const;
  const images = await imagesOf(scene, noise);
  const { height, width, beginning } = images;
  const options = { components: K, seed: 1, height, width, image: images.clean(0), beginning: beginning! };
  const grouper = await rollingOut({ model }, options);
  const found = [grouper.first];
  while (found.length <= count) found.push(await grouper.step(images.clean(0), images.clean(0)));
  grouper.dispose();
  return found;
}

/** Returns a knock at the left edge of a ball, counted from 1, in a frame of the third sequence. */
function leftOf(ball: number, at: number) {
  const { groups } = sequenceOf(usualBalls, 3).batch;
  const pixels = [...groups.subarray(at * D, (at + 1) * D).entries()].filter(([, label]) => label === ball).map(([pixel]) => pixel);
  const x = Math.min(...pixels.map((pixel) => pixel % BALLS_SIDE));
  const column = pixels.filter((pixel) => pixel % BALLS_SIDE === x);
  return { at, x, y: Math.floor(column[column.length >> 1]! / BALLS_SIDE) };
}

describe('the true balls', () => {
  test('are those of the dataset, and a knock pushes the one that it hits away from there', () => {
    const knock = leftOf(2, 6);
    const plain = sequenceOf(usualBalls, 3);
    const { batch, pushes } = sequenceOf({ ...usualBalls, knocks: [knock] }, 3);
    expect(plain.pushes).toEqual([]);
    expect(pushes).toMatchObject([{ frame: 6, ball: 1 }]);
    const [down, across] = pushes[0]!.velocity;
    expect(across).toBeGreaterThan(Math.abs(down));
    expect(Math.hypot(down, across)).toBeCloseTo(0.8, 5);
    expect(batch.frames.subarray(0, 7 * D)).toEqual(plain.batch.frames.subarray(0, 7 * D));
    expect(batch.frames.subarray(7 * D)).not.toEqual(plain.batch.frames.subarray(7 * D));
  });

  test('stay as they are if a knock hits none, and a later knock hits what the earlier one left', () => {
    const { groups } = sequenceOf(usualBalls, 3).batch;
    const far = [...Array(D).keys()].find((pixel) => {
      const [y, x] = [Math.floor(pixel / BALLS_SIDE), pixel % BALLS_SIDE];
      return groups
        .subarray(0, D)
        .every((label, i) => label === 0 || Math.max(Math.abs(Math.floor(i / BALLS_SIDE) - y), Math.abs((i % BALLS_SIDE) - x)) > 3);
    })!;
    expect(sequenceOf({ ...usualBalls, knocks: [{ at: 0, y: Math.floor(far / BALLS_SIDE), x: far % BALLS_SIDE }] }, 3).pushes).toEqual([]);
    const first = leftOf(2, 6);
    expect(sequenceOf({ ...usualBalls, knocks: [first, leftOf(1, 6)] }, 3).pushes.map(({ ball }) => ball)).toEqual([1, 0]);
  });
});

describe('a rollout', () => {
  test('goes on by itself after the true frames, shares each pixel out, and says who heeds whom', async () => {
    const found = await groupings({}, 7);
    expect(found.map(({ rollout }) => rollout!.isOwn)).toEqual([false, false, false, false, true, true, true, true]);
    for (const { gamma, means, rollout } of found) {
      for (let i = 0; i < D; i++) {
        const shares = Array.from({ length: K }, (_, k) => gamma[k * D + i]!);
        expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 4);
        if (means.some((value) => value > 0))
          expect(rollout!.prediction[i]).toBeCloseTo(
            shares.reduce((sum, share, k) => sum + share * means[k * D + i]!, 0),
            4,
          );
      }
    }
    for (const { rollout } of found.slice(1)) {
      expect(rollout!.attention).toHaveLength(K * K);
      rollout!.attention!.forEach((value, i) => {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
        if (i % (K + 1) === 0) expect(value).toBe(0);
      });
    }
  });

  test('has the noise of the page on true frames', async () => {
    const [clean, noisy] = [await groupings({}, 2), await groupings({}, 2, 20)];
    expect(noisy[2]!.gamma).not.toEqual(clean[2]!.gamma);
    expect((await groupings({}, 2, 20))[2]!.gamma).toEqual(noisy[2]!.gamma);
  });

  test('sees a knock while it reads true frames: what came before stays, what comes after differs', async () => {
    const [plain, knockedOne] = [await groupings({}, 6), await groupings({ knocks: [leftOf(2, 1)] }, 6)];
    // The first frame that shows it is frame 2, which the step to frame 2 explains.
    expect(knockedOne.slice(0, 2)).toEqual(plain.slice(0, 2));
    expect(knockedOne[6]!.means).not.toEqual(plain[6]!.means);
  });

  test('reads its own frame with the ball moved that a later knock hits', async () => {
    const plain = await groupings({}, 7);
    const at = 5;
    // The left edge of the largest predicted ball.
    const drawn = plain[at]!;
    const places = Array.from({ length: K }, (_, k) => placeOf(drawn, k, BALLS_SIDE));
    const labels = hardAssignment(drawn.gamma, [K, D]);
    const lit = [...Array(D).keys()].filter((pixel) => drawn.rollout!.prediction[pixel]! > 0.5);
    expect(lit.length).toBeGreaterThan(0);
    const pixel = lit.find((index) => places[labels[index]!])!;
    const knock = { at, y: Math.floor(pixel / BALLS_SIDE), x: pixel % BALLS_SIDE };
    const ball = ballOf(drawn, knock)!;
    expect(ball.pixels).toContain(pixel);
    expect(Math.max(Math.abs(ball.down), Math.abs(ball.across))).toBeGreaterThanOrEqual(1);
    const moved = await groupings({ knocks: [knock] }, 7);
    expect(moved.slice(0, at + 1)).toEqual(plain.slice(0, at + 1));
    expect(moved[at + 1]!.means).not.toEqual(plain[at + 1]!.means);
    expect(ballOf({ gamma: drawn.gamma, means: new Float32Array(K * D) }, knock)).toBeUndefined();
  });
});

describe('a place', () => {
  test('of a component is the centre of mass of what it draws, and goes with it when components are permuted', () => {
    const gamma = new Float32Array(2 * D);
    const means = new Float32Array(2 * D).fill(1);
    for (const [y, x] of [
      [4, 6],
      [4, 7],
      [5, 6],
      [5, 7],
    ] as const)
      gamma[D + y * BALLS_SIDE + x] = 1;
    expect(placeOf({ gamma, means }, 1, BALLS_SIDE)).toEqual({ y: 5, x: 7 });
    expect(placeOf({ gamma, means }, 0, BALLS_SIDE)).toBeUndefined();
    const swapped = new Float32Array([...gamma.subarray(D), ...gamma.subarray(0, D)]);
    expect(placeOf({ gamma: swapped, means }, 0, BALLS_SIDE)).toEqual({ y: 5, x: 7 });
  });

  test('of a knock pushes away from it, with length one', () => {
    const pixel = fc.integer({ min: 0, max: 31 });
    const middle = fc.double({ min: 0, max: 32, noNaN: true });
    fc.assert(
      fc.property(fc.record({ x: pixel, y: pixel }), fc.record({ x: middle, y: middle }), (place, ball) => {
        const { x, y } = awayFrom(place, ball);
        expect(Math.hypot(x, y)).toBeCloseTo(1, 9);
        const far = Math.hypot(ball.x - place.x - 0.5, ball.y - place.y - 0.5);
        if (far >= 0.1) expect(x * (ball.x - place.x - 0.5) + y * (ball.y - place.y - 0.5)).toBeCloseTo(far, 6);
      }),
    );
  });
});

describe('a knock in the page', () => {
  const { groups } = sequenceOf(usualBalls, 3).batch;
  const frame = (t: number, prediction = new Float32Array(D)): Frame => ({
    ...{
      t,
      height: BALLS_SIDE,
      width: BALLS_SIDE,
      image: prediction,
      target: prediction,
      gamma: prediction,
      means: prediction,
      score: null,
    },
    truth: groups.slice(t * D, (t + 1) * D),
    rollout: { isOwn: t >= 10, prediction, attention: undefined },
  });
  const lit = new Float32Array(D).fill(1);

  test('says what it hits, and what the model sees of it', () => {
    expect(knocked(usualBalls, frame(3), leftOf(1, 3))).toEqual({
      balls: { ...usualBalls, knocks: [leftOf(1, 3)] },
      says: expect.stringContaining('The model sees it'),
    });
    expect(knocked(usualBalls, frame(9), leftOf(1, 9)).says).toContain('which the model cannot see');
    expect(knocked(usualBalls, frame(20, lit), leftOf(1, 20)).says).toMatch(
      /true ball there got a push.*its own ball there is moved by two pixels/,
    );
    const blank = { ...frame(20, lit), truth: new Uint8Array(D) };
    expect(knocked(usualBalls, blank, { y: 3, x: 3 })).toMatchObject({ says: expect.stringContaining('No true ball is there') });
    expect(knocked(usualBalls, { ...blank, ...{ rollout: frame(20).rollout! } }, { y: 3, x: 3 })).toEqual({
      says: 'There is no ball there.',
    });
    expect(knocked(usualBalls, frame(50, lit), { y: 3, x: 3 }).balls).toBeUndefined();
  });

  test('takes the place of knocks that came later, and there is an end to them', () => {
    const balls = { ...usualBalls, knocks: [leftOf(1, 2), leftOf(2, 8)] };
    expect(knocked(balls, frame(5), leftOf(3, 5)).balls!.knocks).toEqual([leftOf(1, 2), leftOf(3, 5)]);
    expect(knocked({ ...balls, knocks: Array(12).fill(leftOf(1, 2)) }, frame(5), leftOf(3, 5)).balls).toBeUndefined();
    expect(firstOtherKnock(balls, usualBalls)).toBe(2);
    expect(firstOtherKnock(balls, { ...balls, knocks: balls.knocks.slice(0, 1) })).toBe(8);
    expect(firstOtherKnock(balls, balls)).toBeUndefined();
  });

  test('stays in the address', () => {
    fc.assert(
      fc.property(anyBalls, (given) => {
        const { settings, knocks } = encodeBalls(given);
        expect(decodeBalls(settings, knocks)).toEqual(given);
      }),
    );
    fc.assert(fc.property(fc.string(), fc.string(), (settings, knocks) => void decodeBalls(settings, knocks)));
  });
});
