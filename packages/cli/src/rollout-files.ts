import { writeFileSync } from 'node:fs';
import type { AnnotatedBatch, Dataset } from '@neural-em/datasets';
import { writeNpz } from '@neural-em/datasets/npz';
import type { RolledOut } from '@neural-em/runs';
import { encodePng, groupingFigure } from '@neural-em/viz';
import { groupingFrames, groupingGif } from '@neural-em/viz/gif';
import { UsageError } from './errors.ts';
import { writeVideo } from './frames/video-file.ts';

/** What a rollout leaves: the figure of one sequence, and the arrays of all. */
export type RolloutResult = Omit<RolledOut, 'curves'>;

type Writer = (path: string, result: RolloutResult) => void | Promise<void>;

/** Milliseconds a frame is shown. */
const DELAY = 100;
/** Steps in a still picture. */
const COLUMNS = 12;

/** How a rollout is written, by the ending of the file. */
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
 * The writer of a file by its ending.
 *
 * @throws UsageError listing the endings there are.
 */
export function rolloutFile(path: string): Writer {
  const ending = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  if (!Object.hasOwn(writers, ending))
    throw new UsageError(
      `--out must end in ${Object.keys(writers)
        .map((name) => `.${name}`)
        .join(', ')}, not ${path}`,
    );
  return writers[ending]!;
}

/** Items that are written in one go. */
export const MOST_ITEMS = 100;

/** The true frames as a data set of at most `MOST_ITEMS` items, with predictions and assignments beside them; nothing is predicted of the first frame. */
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
