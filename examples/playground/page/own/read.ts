import type { Picture } from '@neural-em/datasets/fit';

/** Larger pictures and frames are shrunk until their longer side has this many pixels: enough detail for 28 pixels, and quick to fit. */
const LONGEST = 280;
const LONGEST_OF_MANY = 112;
/** The largest number of frames that are read. */
const FRAMES = 51;
/** Number of frames per second that are read from a video. */
const RATE = 8;
/** Larger files are refused before they are read. */
export const MOST_BYTES = 50e6;

/** Thrown if a file cannot be read as a picture or a video; the message is for readers of the page. */
export class OwnPictureError extends Error {
  override readonly name = 'OwnPictureError';
}

/**
 * Reads the frames of a picture (one), an animation or a video, all of one size.
 *
 * @throws OwnPictureError if it is none of these, or too large.
 */
export async function readFrames(file: Blob & { readonly name?: string }): Promise<Picture[]> {
  const name = file.name ?? 'The picture';
  if (file.size > MOST_BYTES)
    throw new OwnPictureError(`${name} has ${Math.round(file.size / 1e6)} MB; at most ${MOST_BYTES / 1e6} MB are read.`);
  try {
    if (file.type.startsWith('video/')) return await ofVideo(file);
    return (await ofAnimation(file)) ?? [await ofPicture(file)];
  } catch (error) {
    if (error instanceof OwnPictureError) throw error;
    throw new OwnPictureError(
      `${name} could not be read as a picture or a video: PNG, JPEG, WebP, GIF and what this browser plays can be.`,
      {
        cause: error,
      },
    );
  }
}

async function ofPicture(file: Blob): Promise<Picture> {
  const bitmap = await createImageBitmap(file);
  const picture = pixelsOf(bitmap, bitmap);
  bitmap.close();
  return picture;
}

interface Decoder {
  readonly tracks: {
    readonly ready: Promise<void>;
    readonly selectedTrack: { readonly frameCount: number; readonly animated: boolean } | null;
  };
  decode(options: {
    frameIndex: number;
  }): Promise<{ image: CanvasImageSource & { displayWidth: number; displayHeight: number; close(): void } }>;
  close(): void;
}
type DecoderMaker = new (options: { data: ReadableStream; type: string }) => Decoder;

/**
 * Reads the frames of an animated GIF, WebP or PNG; returns undefined if it is not animated, or if the browser cannot decode animations.
 */
async function ofAnimation(file: Blob): Promise<Picture[] | undefined> {
  const { ImageDecoder } = globalThis as { ImageDecoder?: DecoderMaker };
  if (!ImageDecoder || !/gif|webp|png/.test(file.type)) return undefined;
  const decoder = new ImageDecoder({ data: file.stream(), type: file.type });
  await decoder.tracks.ready;
  const track = decoder.tracks.selectedTrack;
  const frames: Picture[] = [];
  // The number of frames is known only after the whole file has arrived.
  await file.arrayBuffer();
  if (track?.animated)
    for (let t = 0; t < FRAMES; t++) {
      const decoded = await decoder.decode({ frameIndex: t }).catch(() => undefined);
      if (!decoded) break;
      const { image } = decoded;
      frames.push(pixelsOf(image, { width: image.displayWidth, height: image.displayHeight, longest: LONGEST_OF_MANY }));
      image.close();
    }
  decoder.close();
  return frames.length > 1 ? frames : undefined;
}

async function ofVideo(file: Blob): Promise<Picture[]> {
  const video = document.createElement('video');
  const url = URL.createObjectURL(file);
  const event = (name: string) =>
    new Promise<void>((resolve, reject) => {
      video.addEventListener(name, () => resolve(), { once: true });
      video.addEventListener('error', () => reject(video.error ?? new Error('it does not play')), { once: true });
    });
  try {
    const loaded = event('loadeddata');
    Object.assign(video, { muted: true, preload: 'auto', src: url });
    await loaded;
    const { videoWidth: width, videoHeight: height } = video;
    // Videos that a browser has recorded have no known duration until the player seeks to their end.
    if (!Number.isFinite(video.duration)) {
      const end = event('seeked');
      video.currentTime = 1e9;
      await end;
    }
    const seconds = Number.isFinite(video.duration) ? video.duration : video.currentTime;
    const frames: Picture[] = [];
    for (let t = 0; t < Math.min(FRAMES, Math.max(1, Math.floor(seconds * RATE))); t++) {
      const found = event('seeked');
      video.currentTime = (t + 0.5) / RATE;
      await found;
      frames.push(pixelsOf(video, { width, height, longest: LONGEST_OF_MANY }));
    }
    return frames;
  } finally {
    URL.revokeObjectURL(url);
    video.removeAttribute('src');
  }
}

/** Returns the pixels of an image or a frame, shrunk if it is large. */
export function pixelsOf(
  source: CanvasImageSource,
  { width, height, longest = LONGEST }: { width: number; height: number; longest?: number },
): Picture {
  if (!(width > 0 && height > 0)) throw new OwnPictureError('There is nothing to see in it.');
  const scale = Math.min(1, longest / Math.max(width, height));
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  context.imageSmoothingQuality = 'high';
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
