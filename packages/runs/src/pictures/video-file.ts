import { spawnSync } from 'node:child_process';
import type { Picture } from '@neural-em/viz';
import { RunError } from '../errors.ts';

/**
 * Writes an MP4 through ffmpeg. Its sides must be even, so a picture with an odd side gets one more line. Throws a `RunError` if ffmpeg
 * is missing or fails.
 */
export function writeVideo(path: string, frames: readonly Picture[], { delay }: { readonly delay: number }): void {
  const { width, height } = frames[0]!;
  const input = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${width}x${height}`, '-r', String(1000 / delay), '-i', '-'];
  const output = ['-vf', 'pad=ceil(iw/2)*2:ceil(ih/2)*2', '-pix_fmt', 'yuv420p', '-y', path];
  const bytes = Buffer.concat(frames.map(({ data }) => data));
  const { error, status, stderr } = spawnSync('ffmpeg', ['-loglevel', 'error', ...input, ...output], { input: bytes });
  if (error) throw new RunError(`ffmpeg makes .mp4 files, and it was not found (${error.message}): install it, or write a .gif`);
  if (status !== 0) throw new RunError(`ffmpeg could not write ${path}: ${String(stderr).trim()}`);
}
