import { type BallsDataset, type BouncingBallsOptions, bouncingBalls } from './bouncing-balls.ts';

/** Options of the datasets of Relational N-EM. Radii and speeds are proportional to `side`. */
export type BallsPresetOptions = Pick<BouncingBallsOptions, 'seed' | 'frames' | 'side' | 'size'>;

/** Makes the dataset of four balls, light or heavy; heavy balls are larger. */
export function balls4mass(options: BallsPresetOptions): BallsDataset {
  return bouncingBalls({ ...options, objects: 4 });
}

/** Makes the dataset of six to eight balls, light or heavy, to test a model that was trained on four. */
export function balls678mass(options: BallsPresetOptions): BallsDataset {
  return bouncingBalls({ ...options, objects: [6, 8] });
}

/** Makes the dataset of three equal balls that fly behind an invisible curtain and out again. */
export function balls3curtain(options: BallsPresetOptions): BallsDataset {
  const { side = 64 } = options;
  const kinds = [{ radius: 0.12 * side, mass: 1 }];
  return bouncingBalls({ ...options, objects: 3, kinds, speed: 0.05 * side, curtain: Math.round((28 / 64) * side) });
}
