import { writeFileSync } from 'node:fs';
import type { AnnotatedBatch, Dataset } from '@neural-em/datasets';
import { writeNpz } from '@neural-em/datasets/npz';
import { encodePng, groupingFigure } from '@neural-em/viz';
import { groupingFrames, groupingGif } from '@neural-em/viz/gif';
import { RunError } from '../errors.ts';
import type { RolledOut } from '../rollout.ts';
import { writeVideo } from './video-file.ts';

/** The result of a rollout: the figure of one sequence, and the arrays of all. */
export type RolloutResult = Omit<RolledOut, 'curves'>;

type Writer = (path: string, result: RolloutResult) => void | Promise<void>;

/** How long a frame is shown, in milliseconds. */
const DELAY = 100;
/** The number of steps in a still picture. */
const COLUMNS = 12;

/** Functions that write a rollout, by the ending of the file. */
const writers: Readonly<Record<string, Writer>> = {
  gif: (path, { figure }) => writeFileSync(path, groupingGif({ ...figure, delay: DELAY })),
  png: (path, { figure }) => {
    const { steps } = figure.shape;
    const columns = Array.from({ length: Math.min(steps, COLUMNS) }, (_, i) =>
      Math.round((i * (steps - 1)) / Math.max(1, Math.min(steps, COLUMNS) - 1)),
    );
    writeFileSync(path, encodePng(groupingFigure({ ...figure, columns })));
  },
  mp4: (path, { figure }) => writeVideo(path, groupingFrames(figure), { delay: DELAY }),
  npz: (path, result) => writeNpz(asDataset(result), path),
};

/**
 * Returns the function that writes a file with this ending.
 *
 * @throws RunError for an unknown ending; it lists the known ones.
 */
export function rolloutFile(path: string): Writer {
  const ending = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  if (!Object.hasOwn(writers, ending))
    throw new RunError(
      `--out must end in ${Object.keys(writers)
        .map((name) => `.${name}`)
        .join(', ')}, not ${path}`,
    );
  return writers[ending]!;
}

/** The largest number of items in a file. */
export const MOST_ITEMS = 100;

/**
 * Returns the true frames as a data set of at most `MOST_ITEMS` items, annotated with predictions and assignments; the first frame has no
 * prediction.
 */
function asDataset({ truth, rollout }: RolloutResult): Dataset {
  const [T, B, H, W, C] = truth.shape;
  const predictions = new Float32Array(truth.frames.length);
  predictions.set(rollout.predictions, B * H * W * C);
  const assigned = new Uint8Array(T * B * H * W);
  assigned.set(rollout.assigned, B * H * W);
  const annotations = { predictions: { shape: truth.shape, values: predictions }, assigned: { shape: [T, B, H, W, 1], values: assigned } };
  const whole: AnnotatedBatch = { shape: truth.shape, frames: truth.frames, groups: truth.groups, annotations };
  return { name: 'rollout', imageShape: [H, W, C], frames: T, size: { training: 0, validation: 0, test: B }, read: () => whole };
}
