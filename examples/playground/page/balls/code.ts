import { sequenceOf } from '../../shared/balls/sequence.ts';
import { BALLS_FRAMES, BALLS_SIDE, type BallsState, isUnseen } from '../../shared/balls/state.ts';
import type { LaneState, PageState } from '../../shared/state.ts';
import type { Part, VideoCode } from '../code-parts.ts';

/** Returns code that makes the sequence of balls, with the pushes that the true balls got. */
export function ballsCode({ scene, balls }: Pick<PageState, 'scene' | 'balls'>): VideoCode {
  const pushes = sequenceOf(balls, scene).pushes.map(
    ({ frame, ball, velocity }) =>
      `  { frame: ${frame}, ball: ${ball}, velocity: [${velocity.map((value) => value.toFixed(4)).join(', ')}] },`,
  );
  const isPushed = pushes.length > 0;
  return {
    make: 'bouncingBalls',
    options: `objects: ${balls.count}, side: ${BALLS_SIDE}, frames: ${BALLS_FRAMES}${isPushed ? ', pushes' : ''}`,
    from: [],
    before: isPushed ? ['// The knocks, as pushes of the true balls.', 'const pushes = [', ...pushes, '];'] : [],
  };
}

/** Returns code that shows the model the true frames, and lets it go on by itself. */
export function rolloutCode({ components, seed }: LaneState, model: string, { given, knocks }: BallsState): Part {
  return {
    imports: [
      "import { chooseBackend } from '@neural-em/backends';",
      "import { loadPretrained } from '@neural-em/pretrained';",
      "import { rolloutSteps } from '@neural-em/trainers';",
    ],
    lines: [
      'await chooseBackend();',
      `const { model } = await loadPretrained('${model}');`,
      `const given = ${given}; // true frames; after them the model reads its own`,
      'const [shown, labels] = [video.frames.slice(0, given * size), video.groups.slice(0, given * size)];',
      'const beginning = { shape: [given, 1, height, width, 1], frames: shown, groups: labels };',
      ...(knocks.some(({ at }) => isUnseen(at, given))
        ? ['// The page also moves the model’s own balls where they are knocked; `retouch` of rolloutSteps does that.']
        : []),
      'let groups;',
      `const steps = rolloutSteps(model, beginning, { steps: frames.length - given, components: ${components}, seed: ${seed} });`,
      '// Each step also has the predicted frame, and attention: how strongly component k is influenced by j.',
      'for await (const step of steps) groups = step.assigned;',
    ],
  };
}
