import type { AnnotatedDataset } from './annotations.ts';
import { wholeVelocities } from './motion.ts';
import { movingShapes, type ShapesOptions } from './moving-shapes.ts';
import { checkGenerator, optionKinds } from './option-kinds.ts';
import { paperShapes } from './shapes.ts';
import type { ExpectedStatistics, Statistics } from './statistics.ts';

// Values of golden/shape-statistics.py: the first and third by counting all cases, the others over a million images.
const expectations: Readonly<Record<string, Partial<Statistics>>> = {
  '28×28': { meanPixel: 0.1597, overlap: 0.0916, overlapping: 0.7173, incomplete: 0.0025 },
  '20×20': { meanPixel: 0.2844, overlap: 0.1938, overlapping: 0.968, incomplete: 0.0073 },
};

/**
 * Makes static shapes (Greff, van Steenkiste and Schmidhuber 2017, section 4.1): binary images of randomly placed, overlapping shapes,
 * by default three on 28×28 pixels.
 * Each object is a uniformly drawn shape at a uniform position at which it fits. A pixel's group is 1 … `objects`, or 0 if no object or
 * more than one covers it. Annotations: `positions` and `shapes`. Throws a `DatasetOptionError` for options out of range.
 */
export function staticShapes(options: ShapesOptions): AnnotatedDataset & ExpectedStatistics {
  checkGenerator('staticShapes', options, optionKinds.shapes);
  const { height = 28, width = 28, objects = 3, shapes = paperShapes } = options;
  const expected = objects === 3 && shapes === paperShapes ? expectations[`${height}×${width}`] : undefined;
  return { ...movingShapes('static-shapes', 1, wholeVelocities(0), options), expected: expected ?? {} };
}
