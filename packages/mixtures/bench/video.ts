/**
 * Foreground masks of a video beside OpenCV's MOG2, with the options that both begin with. Needs ffmpeg and Debian's python3-opencv.
 *
 *     npx tsx --conditions=@neural-em/source packages/mixtures/bench/video.ts VIDEO [WIDTHxHEIGHT]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { backgroundSubtractor } from '../src/images/index.ts';

const [video, size = '384x288'] = process.argv.slice(2);
if (!video) throw new Error('usage: video.ts VIDEO [WIDTHxHEIGHT]');
const [width, height] = size.split('x').map(Number) as [number, number];
const D = width * height;
const folder = mkdtempSync(join(tmpdir(), 'mixtures-video-'));
const [frames, masks] = [join(folder, 'frames'), join(folder, 'masks')];
try {
  execFileSync('ffmpeg', ['-v', 'error', '-i', video, '-s', size, '-f', 'rawvideo', '-pix_fmt', 'rgb24', frames]);
  const python = process.env.PYTHON ?? '/usr/bin/python3';
  const script = fileURLToPath(new URL('video.py', import.meta.url));
  const origin = execFileSync(python, [script, frames, masks, String(width), String(height)], { encoding: 'utf8' }).trim();
  const [data, theirs] = [readFileSync(frames), readFileSync(masks)];
  const subtractor = backgroundSubtractor();
  const counts = { ours: 0, theirs: 0, both: 0, differ: 0 };
  for (let t = 0; t < theirs.length / D; t++) {
    const mask = subtractor.apply({ width, height, data: data.subarray(3 * t * D, 3 * (t + 1) * D) });
    for (let i = 0; i < D; i++) {
      const [one, other] = [mask[i] === 255, theirs[t * D + i] === 255];
      counts.ours += Number(one);
      counts.theirs += Number(other);
      counts.both += Number(one && other);
      counts.differ += Number(mask[i] !== theirs[t * D + i]);
    }
  }
  const share = (count: number) => `${((100 * count) / theirs.length).toFixed(4)} %`;
  console.log(`${theirs.length / D} frames of ${size}, ${origin}`);
  console.log(`foreground here ${share(counts.ours)}, there ${share(counts.theirs)}; pixels whose masks differ ${share(counts.differ)}`);
  console.log(`F1 of one against the other ${((2 * counts.both) / (counts.ours + counts.theirs)).toFixed(5)}`);
} finally {
  rmSync(folder, { recursive: true });
}
