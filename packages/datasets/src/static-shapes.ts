import { wholeVelocities } from './motion.ts';
import { movingShapes, type ShapesOptions } from './moving-shapes.ts';
import type { Dataset } from './types.ts';

/**
 * Static shapes (Greff, van Steenkiste and Schmidhuber 2017, section 4.1): binary images of randomly placed, overlapping shapes,
 * three on 28×28 pixels by default.
 * Each object is a uniformly drawn shape at a uniform place where it fits. A pixel's group is 1 … `objects`, and 0 where nothing or
 * more than one object covers it. Throws a `DatasetOptionError` for options out of range.
 */
export function staticShapes(options: ShapesOptions): Dataset {
  return movingShapes('static-shapes', 1, wholeVelocities(0), options);
}
