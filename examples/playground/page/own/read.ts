import type { Picture } from '@neural-em/datasets/fit';

/** The longer side in pixels that is kept of a picture, and of each frame where there are many: enough for 28, and quick to fit. */
const LONGEST = 280;
const LONGEST_OF_MANY = 112;
/** Frames that are read at most. */
const FRAMES = 51;
/** Frames a second that are read of a video. */
const RATE = 8;
/** Larger files are refused before they are read. */
export const MOST_BYTES = 50e6;

/** A file that cannot be read as a picture or a video; says so to readers. */
export class OwnPictureError extends Error {
  override readonly name = 'OwnPictureError';
}

/** The frames of a picture (one), an animation or a video, all of one size. @throws OwnPictureError where it is neither, or too large. */
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

/** The frames of a GIF, WebP or PNG that moves; undefined for one that does not, or where the browser does not take animations apart. */
async function ofAnimation(file: Blob): Promise<Picture[] | undefined> {
  const { ImageDecoder } = globalThis as { ImageDecoder?: DecoderMaker };
  if (!ImageDecoder || !/gif|webp|png/.test(file.type)) return undefined;
  const decoder = new ImageDecoder({ data: file.stream(), type: file.type });
  await decoder.tracks.ready;
  const track = decoder.tracks.selectedTrack;
  const frames: Picture[] = [];
  // How many frames there are is known once the last of them has arrived.
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
    // What a browser has recorded says how long it is only once its end was looked for.
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

/** The pixels of what can be drawn, made smaller where it is large. */
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
