import { bouncingBalls, colorSprites, type Dataset, staticShapes } from '@neural-em/datasets';
import { useCpuBackend } from '@neural-em/testing';
import { describe, expect, it } from 'vitest';
import { assembleModel, checked, recommendedFor, scaled, totalSteps } from './index.ts';

useCpuBackend();

const size = { training: 3000, validation: 20, test: 20 };
const sprites = colorSprites({ seed: 1, size });

describe('recommended settings', () => {
  it.each<[string, 'still-shapes' | 'color-sprites' | 'bouncing-balls', Dataset, object, object]>([
    ['binary images', 'still-shapes', staticShapes({ seed: 1, size }), { pixels: { kind: 'bernoulli' } }, { noise: { kind: 'bit-flip' } }],
    [
      'colour images',
      'color-sprites',
      sprites,
      { pixels: { kind: 'gaussian' }, components: 4 },
      { noise: { kind: 'masked-uniform' }, maxSteps: 450 },
    ],
    ['binary video', 'bouncing-balls', bouncingBalls({ seed: 1, size, frames: 3 }), { network: 'conv', components: 4 }, { emSteps: 'all' }],
    ['colour video', 'color-sprites', colorSprites({ seed: 1, size, frames: 3 }), { network: 'conv', components: 3 }, { emSteps: 'all' }],
  ])('of %s go together and are sized to them', (_, kind, dataset, model, training) => {
    const settings = recommendedFor({ kind, seed: 1 }, dataset);
    const [height, width, channels] = dataset.imageShape;
    expect(checked(settings)).toMatchObject({ data: { height, width, channels, frames: dataset.frames, size }, model, training });
    expect(assembleModel(settings).model.etaShape).toEqual([height * width, channels]);
  });

  it('scale bytes, and stop after as many steps however many images there are', () => {
    expect(recommendedFor({ kind: 'color-sprites', seed: 1 }, scaled(sprites, 1 / 255)).data.scale).toBe(255);
    const few = recommendedFor({ kind: 'color-sprites', seed: 1 }, colorSprites({ seed: 1, size: { ...size, training: 160 } }));
    expect([recommendedFor({ kind: 'color-sprites', seed: 1 }, sprites), few].map(totalSteps)).toEqual([450, 450]);
  });
});
