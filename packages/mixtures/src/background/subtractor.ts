import { checkCounts, MixtureInputError, notNegative, refuse } from '../errors.ts';
import { channelsOf, type Frame } from './frame.ts';
import { classify, learn, likeliest, SIZE } from './pixel-mixtures.ts';

export interface BackgroundOptions {
  /** Number of recent frames that the automatic learning rate averages over. Default 500. */
  readonly history?: number | undefined;
  /** A pixel belongs to the background if its squared distance to one of its Gaussians is below this number of variances. Default 16. */
  readonly varianceThreshold?: number | undefined;
  /** The largest number of Gaussians per pixel. Default 5. */
  readonly components?: number | undefined;
  /** Whether shadows (pixels darker than the background, of the same colour) are marked as shadows. Default true. */
  readonly shadows?: boolean | undefined;
  /** The weight of a new frame, from 0 to 1; 0 freezes the model, −1 chooses 1 / min(2 · frames, history). Default −1. */
  readonly learningRate?: number | undefined;
}

/** A model of the background of a video: of all that does not move. */
export interface BackgroundSubtractor {
  /**
   * Returns the mask of a frame, [H, W]: 255 on the foreground, 127 on shadows, 0 on the background. Then the model learns from the frame.
   */
  apply(frame: Frame, options?: Pick<BackgroundOptions, 'learningRate'>): Uint8Array;
  /** Returns the likeliest background, as a frame of one channel or three. */
  background(): Frame;
  /** Returns the number of frames learnt so far. */
  frames(): number;
}

/**
 * Creates a background subtractor. Each pixel has an adaptive mixture of Gaussians that finds its number of components by itself (Zivkovic
 * 2004; Zivkovic and van der Heijden 2006); shadows are found as in Prati et al. (2003). Frames are read one by one, and memory does not
 * grow with the length of the video.
 *
 * The first frame sets the size. With a learning rate of 0 a frame changes nothing in the model, not even the order of components.
 *
 * @throws MixtureInputError for settings out of range; when applied, for frames of another size or number of channels
 */
export function backgroundSubtractor(options: BackgroundOptions = {}): BackgroundSubtractor {
  const { history = 500, varianceThreshold = 16, components = 5, shadows = true, learningRate: usualRate = -1 } = options;
  checkCounts({ history });
  checkCounts({ components });
  notNegative({ varianceThreshold });
  checkRate(usualRate);
  let size: { width: number; height: number; channels: number } | undefined;
  /** [components, pixels, SIZE]: the first components of neighbouring pixels lie side by side, because the others are seldom read. */
  let modes = new Float32Array();
  let used = new Uint8Array();
  let learnt = 0;

  const check = (frame: Frame) => {
    const { width, height } = frame;
    const channels = channelsOf(frame);
    if (!size) {
      size = { width, height, channels };
      modes = new Float32Array(components * width * height * SIZE);
      used = new Uint8Array(width * height);
    }
    if (width === size.width && height === size.height && channels === size.channels) return channels;
    refuse(
      'all frames',
      `be ${size.width}×${size.height} with ${size.channels} channels as the first`,
      `${width}×${height} with ${channels}`,
    );
  };

  return {
    apply(frame, { learningRate = usualRate } = {}) {
      checkRate(learningRate);
      const channels = check(frame);
      const mask = new Uint8Array(used.length);
      const settings = { channels, components, varianceThreshold, shadows };
      if (learningRate === 0 && learnt > 0) classify(frame.data, modes, used, mask, settings);
      else {
        learnt++;
        const rate = learningRate >= 0 && learnt > 1 ? learningRate : 1 / Math.min(2 * learnt, history);
        learn(frame.data, modes, used, mask, { ...settings, rate });
      }
      return mask;
    },
    background() {
      if (!size) throw new MixtureInputError('there is no background before the first frame');
      return { width: size.width, height: size.height, data: likeliest(modes, used, size.channels) };
    },
    frames: () => learnt,
  };
}

function checkRate(rate: number): void {
  if (!(rate === -1 || (rate >= 0 && rate <= 1))) refuse('learningRate', 'be from 0 to 1, or -1 to choose it', rate);
}
