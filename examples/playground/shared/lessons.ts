import { usualPoints } from './points/state.ts';
import { presets } from './presets.ts';
import type { LaneState, PageState } from './state.ts';

/** One step of a lesson: what the page shows, where to look, and what to think about. */
export interface LessonStep {
  readonly figure: 'playground' | 'points';
  readonly show: Partial<PageState>;
  /** Starts the figure, instead of showing the moment that `show` names. */
  readonly plays?: true;
  readonly text: string;
  /** The task or question of the step. */
  readonly task: string;
}

export interface Lesson {
  readonly title: string;
  readonly about: string;
  readonly steps: readonly LessonStep[];
}

const lane = (method: LaneState['method'], components: number, seed = 1): LaneState => ({ method, components, seed });
const picture = (objects: PageState['objects'], ...lanes: LaneState[]): Partial<PageState> => ({
  source: 'picture',
  objects,
  noise: 0,
  lanes: lanes as [LaneState] | [LaneState, LaneState],
});
const points = (changes: Partial<PageState['points']>): Partial<PageState> => ({ points: { ...usualPoints, ...changes } });

/** Six lessons of a few minutes each, which control the page. */
export const lessons: readonly Lesson[] = [
  {
    title: 'What a mixture is',
    about: 'A few bell curves made these points. Which curve made which point?',
    steps: [
      {
        figure: 'points',
        show: points({ at: 0 }),
        text: 'Each point is one eruption of a geyser: how long it lasted, and how long the next one kept people waiting. Nobody wrote down that there are kinds of eruptions.',
        task: 'Cover the ellipses with your hand. How many groups would you draw, and which points would you hesitate about?',
      },
      {
        figure: 'points',
        show: points({ at: 1 }),
        text: 'A mixture says that each point was made by one of K bell curves. The ellipses are two of them, placed at random. A point has the colour of the curve that more probably made it, or a mix of both.',
        task: 'Find a point of mixed colour. Why is it just there?',
      },
      {
        figure: 'points',
        show: points({ at: 60 }),
        text: 'After thirty steps of EM nothing moves any more. Two kinds of eruptions: short ones with a short wait, long ones with a long wait. Each curve has a middle, a spread, and a share of the points.',
        task: 'A friend has seen an eruption of two minutes. What do you tell them about the next?',
      },
      {
        figure: 'points',
        show: points({ at: 60, components: 1 }),
        text: 'One curve for everything: it has to cover the gap in the middle, where there is hardly any point. The log-likelihood below the points says how probable the mixture makes them, and it is lower now.',
        task: 'Set K to 3 and press Play. Does the log-likelihood rise? Would you believe the third group?',
      },
    ],
  },
  {
    title: 'E and M',
    about: 'Two easy questions that answer each other, one half step at a time.',
    steps: [
      {
        figure: 'points',
        show: points({ data: 'blobs', components: 3, at: 0 }),
        text: 'Three curves, three clouds. To fit a curve you must know its points; to share out the points you must know the curves. Neither is known. EM pretends that one of them is.',
        task: 'Before you go on: which cloud will go to which curve?',
      },
      {
        figure: 'points',
        show: points({ data: 'blobs', components: 3, at: 1 }),
        text: 'The E-step keeps the curves and shares out the points: each point goes to the curves in proportion to how high they are at its place. No curve has moved yet.',
        task: 'Press “M‑step on points”. What does each curve move to?',
      },
      {
        figure: 'points',
        show: points({ data: 'blobs', components: 3, at: 2 }),
        text: 'The M-step keeps the shares and fits each curve to its points: to their mean, their spread and their number. On the right the log-likelihood has risen, as it does in every step.',
        task: 'Go on with E and M in turn, until you can no longer see a difference. How many steps does it take?',
      },
      {
        figure: 'points',
        show: points({ data: 'blobs', components: 3, start: 'bad' }),
        plays: true,
        text: 'EM climbs, but only uphill from where it starts. Here all curves start in one corner. The dashed line is where a better start ends.',
        task: 'Does it reach the line? Try “Another start” and other starts, and see which of them do.',
      },
    ],
  },
  {
    title: 'Why noise',
    about: 'Some pixels are wrong on purpose. Why does that help a network to find objects?',
    steps: [
      {
        figure: 'playground',
        show: picture(presets.apart.objects, lane('rnn-em', 4), lane('k-means', 3)),
        text: 'On the left RNN-EM, on the right k-means on the places of lit pixels. Shapes that lie apart are easy for both.',
        task: 'Compare what the components predict (the small pictures). Which of the two could draw a square?',
      },
      {
        figure: 'playground',
        show: { ...picture(presets.apart.objects, lane('rnn-em', 4), lane('k-means', 3)), noise: 15 },
        text: 'Now 15 % of the pixels are flipped at every step, different ones each time. k-means counts every lit pixel, noise or not, so its centres wander, although shapes this far apart still go to the right ones. RNN-EM knows from training what shapes look like, and predicts them without the noise.',
        task: 'Move the noise slider up. Which of them gives up first, and how do you see it?',
      },
      {
        figure: 'playground',
        show: { ...picture(presets.overlapping.objects, lane('rnn-em', 4)), noise: 10 },
        text: 'That is why it was trained with noise, a tenth of the pixels flipped. A component that only copies its pixels would copy the noise as well, and be wrong. What helps against noise is to know which pixels go together, and that is what an object is.',
        task: 'Look at the predictions: they are cleaner than what the model reads. Where does the knowledge come from?',
      },
    ],
  },
  {
    title: 'K too small, K too large',
    about: 'What components do when there are fewer of them than objects, or more.',
    steps: [
      {
        figure: 'playground',
        show: picture(presets.apart.objects, lane('rnn-em', 4)),
        text: 'Three shapes and the dark ground: RNN-EM was trained with four components, K = 4.',
        task: 'Which component has taken the ground? Is it always the same when you change the seed?',
      },
      {
        figure: 'playground',
        show: picture(presets.apart.objects, lane('rnn-em', 2)),
        text: 'With K = 2 there are fewer components than things to explain, so one component has to take several things.',
        task: 'What is put together? Change the seed: is it always the same?',
      },
      {
        figure: 'playground',
        show: picture(presets.apart.objects, lane('rnn-em', 8)),
        text: 'With K = 8 there are more components than things. The network was never trained with eight of them, and still it groups.',
        task: 'What do the components do that are left over: stay empty, or split a shape? Try other seeds.',
      },
      {
        figure: 'points',
        show: points({ data: 'blobs', components: 6, start: 'spread' }),
        plays: true,
        text: 'The same with points: six curves for three clouds. With more curves the best log-likelihood only gets higher, so it cannot tell how many groups there are.',
        task: 'What could tell? (One answer is called BIC: it asks a price for each curve.)',
      },
    ],
  },
  {
    title: 'N-EM against RNN-EM',
    about: 'Two ways to take the M-step with a network in it.',
    steps: [
      {
        figure: 'playground',
        show: picture(presets.apart.objects, lane('n-em', 4), lane('rnn-em', 4)),
        text: 'N-EM, on the left, takes the M-step by going uphill along the gradient of its network. RNN-EM, on the right, has a second network that has learned how to take it.',
        task: 'Step through with M and E. Which is quicker to find the shapes?',
      },
      {
        figure: 'playground',
        show: picture(presets.overlapping.objects, lane('n-em', 4), lane('rnn-em', 4)),
        text: 'Now the shapes overlap.',
        task: 'Try five seeds of each (the field “Seed”). How often does each of them find all three?',
      },
      {
        figure: 'playground',
        show: { source: 'shapes', scene: 45, noise: 0, lanes: [lane('n-em', 3), lane('rnn-em', 3)] },
        plays: true,
        text: 'A video: each step sees the next frame. RNN-EM carries a memory from step to step, and was trained on videos. N-EM only knows where its components are now, and was trained on still pictures.',
        task: 'Watch one colour. Does it stay with its shape when the shapes cross?',
      },
    ],
  },
  {
    title: 'When it fails',
    about: 'What each method cannot do, so that you know when not to believe it.',
    steps: [
      {
        figure: 'points',
        show: points({ data: 'rings', start: 'spread', components: 2, at: 60 }),
        text: 'A ring around a blob. A bell curve has no hole in it, so two of them cannot describe a ring and a blob. The log-likelihood climbs all the same, to the best that bell curves can do.',
        task: 'What K would you need to draw the ring out of bell curves? Try it.',
      },
      {
        figure: 'playground',
        show: picture(presets.crowd.objects, lane('rnn-em', 6)),
        text: 'Five shapes, where the network was trained with three. It may find them, or put two of them together.',
        task: 'Which shapes does it confuse? Take one away with Delete or the eraser, and see when it becomes right.',
      },
      {
        figure: 'playground',
        show: picture([], lane('rnn-em', 4)),
        text: 'The network has seen squares and triangles, and nothing else, ever. It explains whatever you draw with what it knows. A sentence below the grouping says whether the model knows such pictures.',
        task: 'Draw a letter, a circle, a line across. When does it take one thing apart, and why?',
      },
      {
        figure: 'playground',
        show: picture(presets.overlapping.objects, lane('mixture', 3), lane('rnn-em', 4)),
        text: 'And k-means and the mixture? They know nothing about shapes, so nothing can surprise them, and nothing can help them where shapes overlap.',
        task: 'For which pictures would you choose which method? Say it in one sentence.',
      },
    ],
  },
];
