import { type BallsDataset, type BouncingBallsOptions, bouncingBalls } from './bouncing-balls.ts';

/** What the datasets of Relational N-EM leave open. Radii and speeds go with `side`. */
export type BallsPresetOptions = Pick<BouncingBallsOptions, 'seed' | 'frames' | 'side' | 'size'>;

/** Four balls, light or heavy, of which the radius tells the mass. */
export function balls4mass(options: BallsPresetOptions): BallsDataset {
  return bouncingBalls({ ...options, objects: 4 });
}

/** Six to eight balls, light or heavy: what a model that was trained on four has not seen. */
export function balls678mass(options: BallsPresetOptions): BallsDataset {
  return bouncingBalls({ ...options, objects: [6, 8] });
}

/** Three equal balls that fly behind an unseen curtain and out again. */
export function balls3curtain(options: BallsPresetOptions): BallsDataset {
  const { side = 64 } = options;
  const kinds = [{ radius: 0.12 * side, mass: 1 }];
  return bouncingBalls({ ...options, objects: 3, kinds, speed: 0.05 * side, curtain: Math.round((28 / 64) * side) });
}
