import type { AnnotatedDataset } from './annotations.ts';
import { type VelocityLaw, wholeVelocities } from './motion.ts';
import { movingShapes, type ShapesOptions } from './moving-shapes.ts';
import { checkGenerator, optionKinds } from './option-kinds.ts';

/** Options of `flyingShapes`. */
export interface FlyingShapesOptions extends ShapesOptions {
  readonly frames?: number;
  readonly velocity?: VelocityLaw;
}

/**
 * Makes flying shapes (Greff, van Steenkiste and Schmidhuber 2017, section 4.2): the shapes of `staticShapes` move straight and bounce off
 * the edges of the image, in 21 frames by default.
 * The paper does not give velocities. By default a shape moves by −1, 0 or +1 pixel per frame along each axis, as in the sequence that
 * the authors published. Annotations: `positions`, `velocities` and `shapes`. Throws a `DatasetOptionError` for options out of range.
 */
export function flyingShapes(options: FlyingShapesOptions): AnnotatedDataset {
  checkGenerator('flyingShapes', options, { ...optionKinds.shapes, frames: optionKinds.unchecked, velocity: optionKinds.velocity });
  const { frames = 21, velocity = wholeVelocities(1) } = options;
  return movingShapes('flying-shapes', frames, velocity, options);
}
