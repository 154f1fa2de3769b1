import { describe, expect, it } from 'vitest';
import { checked, ExperimentError, experimentNamed, stageWise } from './index.ts';
import { type Changes, change } from './settings.fixture.ts';

describe('settings that do not go together are refused', () => {
  const cases: [string, string, Changes, RegExp][] = [
    ['no component', 'static-shapes', { model: { components: 0 } }, /model\.components must be a whole number of at least 1, not 0/],
    ['half a frame', 'flying-shapes-3', { data: { frames: 2.5 } }, /data\.frames must be a whole number of at least 1, not 2\.5/],
    [
      'all of theta',
      'static-shapes',
      { training: { thetaDropout: 1 } },
      /training\.thetaDropout must be .* at least 0 and below 1,.* not 1/,
    ],
    [
      'no EM step on an image',
      'static-shapes',
      { training: { emSteps: 'all' } },
      /training\.emSteps must be .* for static images, not all/,
    ],
    [
      'more steps than frames',
      'flying-shapes-3',
      { training: { emSteps: 21 } },
      /training\.emSteps must be all, or .* to 20, one less than data\.frames, not 21/,
    ],
    [
      'grey images, binary pixels',
      'flying-mnist-2',
      { model: { pixels: { kind: 'bernoulli', prior: 0 } } },
      /grey; it may be soft-bernoulli or gaussian or laplace/,
    ],
    [
      'grey images, flipped bits',
      'flying-mnist-2',
      { training: { noise: { kind: 'bit-flip', probability: 0.2, growSteps: 0 } } },
      /grey; it may be masked-uniform/,
    ],
    ['frames of static shapes', 'static-shapes', { data: { frames: 21 } }, /data\.frames must be 1 for still-shapes/],
    ['velocity of static shapes', 'static-shapes', { data: { velocity: { law: 'whole', speed: 1 } } }, /data\.velocity must be left out/],
    ['digits of shapes', 'flying-shapes-3', { data: { variants: 20 } }, /data\.variants must be left out for flying-shapes/],
    [
      'unknown data',
      'static-shapes',
      { data: { kind: 'clevr' } },
      /data\.kind must be one of still-shapes, flying-shapes, flying-digits, .* not clevr/,
    ],
    [
      'an unknown law',
      'flying-shapes-3',
      { data: { velocity: { law: 'brownian' as 'whole', speed: 1 } } },
      /data\.velocity\.law must be one of whole, constant/,
    ],
    ['an unknown network', 'static-shapes', { model: { network: 'unet' } }, /model\.network of rnn-em must be one of .* not unet/],
    [
      'N-EM on a network that it has not',
      'flying-shapes-3',
      { model: { algorithm: 'n-em' } },
      /model\.network of n-em must be one of dense/,
    ],
    [
      'an unknown cell',
      'flying-shapes-3',
      { model: { cell: 'lstmm' } },
      /model\.cell must be one of rnn, output-norm-rnn, gru, lstm, layer-norm-lstm, not lstmm; did you mean lstm\?/,
    ],
    [
      'an unknown noise',
      'static-shapes',
      { training: { noise: { kind: 'snow', probability: 0, growSteps: 0 } } },
      /training\.noise\.kind must be one of/,
    ],
    [
      'an unknown algorithm',
      'static-shapes',
      { model: { algorithm: 'em' } },
      /model\.algorithm must be one of n-em, rnn-em, r-nem, not em/,
    ],
    [
      'attention of a single component',
      'balls4mass-small',
      { model: { components: 1, attention: true } },
      /model\.attention weighs the effects of other components: with model\.components 1 there are none, so it must be false or left out/,
    ],
    [
      'attention of RNN-EM',
      'flying-shapes-3',
      { model: { attention: false } },
      /model\.attention must be left out for rnn-em: only r-nem has attention/,
    ],
    [
      'dropout on places',
      'flying-shapes-3',
      {
        model: { network: 'patch', patch: { rows: 9, columns: 9, background: -4, search: false, motion: true } },
        training: {
          thetaDropout: [
            [0, 0.3],
            [9, 0],
          ],
        },
      },
      /training\.thetaDropout must be 0 with model\.patch\.motion, not \[\[0,0\.3\],\[9,0\]\]/,
    ],
    [
      'more balls at least than at most',
      'balls678mass',
      { data: { leastObjects: 9 } },
      /data\.leastObjects must be at most the 8 of data\.objects, not 9/,
    ],
    [
      'a least number of shapes',
      'flying-shapes-3',
      { data: { leastObjects: 2 } },
      /data\.leastObjects must be left out for flying-shapes, which have one number of objects/,
    ],
    [
      'unknown weights of steps',
      'static-shapes',
      { training: { stepWeights: 'all' as 'last' } },
      /training\.stepWeights must be one of last, every/,
    ],
    ['no object', 'static-shapes', { data: { objects: 0 } }, /data\.objects must be a whole number of at least 1/],
    ['no image', 'static-shapes', { data: { size: { training: 8, validation: 0, test: 8 } } }, /data\.size\.validation must be .* not 0/],
    [
      'half a digit',
      'flying-mnist-2',
      { data: { variants: 0.5 } },
      /data\.variants must be a whole number of at least 1, or all, not 0\.5/,
    ],
    ['a rate of nothing', 'static-shapes', { training: { learningRate: 0 } }, /training\.learningRate must be a number above 0, not 0/],
    [
      'no probability',
      'static-shapes',
      { training: { noise: { kind: 'bit-flip', probability: 1.5, growSteps: 0 } } },
      /training\.noise\.probability must be a number of at least 0 and of at most 1, not 1\.5/,
    ],
    ['no temperature', 'static-shapes', { model: { temperature: 0 } }, /model\.temperature must be a number above 0,.* not 0/],
    [
      'twice a gradient',
      'static-shapes',
      { model: { gammaGradient: 2 } },
      /model\.gammaGradient must be a number .* of at most 1,.* not 2/,
    ],
    [
      'steps backwards',
      'static-shapes',
      { training: { maxSteps: -1 } },
      /training\.maxSteps must be a whole number of at least 1, or none, not -1/,
    ],
  ];
  it.each(cases)('%s', (_, name, changes, message) => {
    const attempt = () => checked(change(name, changes));
    expect(attempt).toThrow(ExperimentError);
    expect(attempt).toThrow(message);
  });

  it('stages, each of them', () => {
    const stages = (name: string, variants: readonly number[]) => () => checked({ ...experimentNamed(name), stages: stageWise(variants) });
    expect(stages('flying-mnist-2', [20, 0])).not.toThrow();
    expect(stages('flying-mnist-2', [20, -1])).toThrow(/stages must be a list of values, each \{ variants, learningRate \}/);
    expect(stages('flying-shapes-3', [20])).toThrow(/stages must be left out for flying-shapes/);
  });
});
