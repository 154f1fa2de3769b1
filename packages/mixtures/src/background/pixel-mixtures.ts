// The mixture of Gaussians of each pixel: `modes` holds the Gaussians of all pixels, [components, pixels, SIZE], and `used` their number at
// each pixel. Gaussians of a pixel are ordered by weight, the heaviest first.

/** The values of a mask. */
const FOREGROUND = 255;
export const SHADOW = 127;

// Defaults of OpenCV's MOG2, under the names of the papers.
const BACKGROUND_SHARE = 0.9;
const FIT_THRESHOLD = 9;
const [FIRST_VARIANCE, LEAST_VARIANCE, MOST_VARIANCE] = [15, 4, 75];
const COMPLEXITY = 0.05;
const DARKEST_SHADOW = 0.5;
/** Number of values of a Gaussian: weight, variance, and three channels of the mean, of which a grey frame uses one. */
export const SIZE = 5;

interface Settings {
  readonly channels: number;
  readonly components: number;
  readonly varianceThreshold: number;
  readonly shadows: boolean;
}

type Bytes = Uint8Array | Uint8ClampedArray;

/** Marks the foreground of a frame and moves the model towards it. */
export function learn(
  data: Bytes,
  modes: Float32Array,
  used: Uint8Array,
  mask: Uint8Array,
  settings: Settings & { readonly rate: number },
): void {
  const { channels, components, varianceThreshold, shadows, rate } = settings;
  const plane = used.length * SIZE;
  const keep = 1 - rate;
  // Each component loses this much weight per frame, so that components that explain little disappear (2004, eq. 14).
  const loss = rate * COMPLEXITY;
  const [second, third] = channels === 1 ? [0, 0] : [1, 2];
  const coloured = channels === 1 ? 0 : 1;
  for (let pixel = 0, from = 0, place = 0; pixel < used.length; pixel++, from += channels, place += SIZE) {
    const x0 = data[from]!;
    const x1 = coloured * data[from + second]!;
    const x2 = coloured * data[from + third]!;
    let count = used[pixel]!;
    let isBackground = false;
    let fits = false;
    let total = 0;
    for (let m = 0, at = place; m < count; m++, at += plane) {
      let weight = keep * modes[at]! - loss;
      let to = at;
      if (!fits) {
        const variance = modes[at + 1]!;
        const d0 = x0 - modes[at + 2]!;
        const d1 = x1 - modes[at + 3]!;
        const d2 = x2 - modes[at + 4]!;
        const distance = d0 * d0 + d1 * d1 + d2 * d2;
        if (distance < varianceThreshold * variance && total < BACKGROUND_SHARE) isBackground = true;
        if (distance < FIT_THRESHOLD * variance) {
          fits = true;
          weight += rate;
          const pull = rate / weight;
          const spread = variance + pull * (distance - variance);
          modes[at + 1] = spread < LEAST_VARIANCE ? LEAST_VARIANCE : spread > MOST_VARIANCE ? MOST_VARIANCE : spread;
          modes[at + 2] = modes[at + 2]! + pull * d0;
          modes[at + 3] = modes[at + 3]! + pull * d1;
          modes[at + 4] = modes[at + 4]! + pull * d2;
          to = raise(modes, at, place, plane, weight);
        }
      }
      if (weight < loss) {
        weight = 0;
        count--;
      }
      modes[to] = weight;
      total += weight;
    }
    const scale = total > 1e-7 ? 1 / total : 0;
    for (let m = 0, at = place; m < count; m++, at += plane) modes[at] = modes[at]! * scale;
    if (!fits) {
      // If the pixel has the largest number of components already, the new one replaces the weakest.
      const added = count === components ? count - 1 : count++;
      const weight = count === 1 ? 1 : rate;
      for (let m = 0, at = place; m < count - 1; m++, at += plane) modes[at] = modes[at]! * keep;
      const at = place + added * plane;
      modes[at] = weight;
      modes[at + 1] = FIRST_VARIANCE;
      modes[at + 2] = x0;
      modes[at + 3] = x1;
      modes[at + 4] = x2;
      raise(modes, at, place, plane, weight);
    }
    used[pixel] = count;
    if (!isBackground) mask[pixel] = shadows && isShadow(modes, place, plane, count, varianceThreshold, x0, x1, x2) ? SHADOW : FOREGROUND;
  }
}

/** Moves a component in front of all components that weigh less; returns its new place. */
function raise(modes: Float32Array, from: number, first: number, plane: number, weight: number): number {
  let at = from;
  for (; at > first && !(weight < modes[at - plane]!); at -= plane) {
    for (let i = 0; i < SIZE; i++) {
      const held = modes[at + i]!;
      modes[at + i] = modes[at - plane + i]!;
      modes[at - plane + i] = held;
    }
  }
  return at;
}

/** Marks the foreground of a frame without changing the model. */
export function classify(data: Bytes, modes: Float32Array, used: Uint8Array, mask: Uint8Array, settings: Settings): void {
  const { channels, varianceThreshold, shadows } = settings;
  const plane = used.length * SIZE;
  for (let pixel = 0; pixel < used.length; pixel++) {
    const place = pixel * SIZE;
    const x = [0, 1, 2].map((c) => (c === 0 || channels > 1 ? data[pixel * channels + c]! : 0));
    let isBackground = false;
    for (let m = 0, at = place, total = 0; m < used[pixel]! && total < BACKGROUND_SHARE; m++, at += plane) {
      const distance = (x[0]! - modes[at + 2]!) ** 2 + (x[1]! - modes[at + 3]!) ** 2 + (x[2]! - modes[at + 4]!) ** 2;
      if (distance < varianceThreshold * modes[at + 1]!) isBackground = true;
      if (distance < FIT_THRESHOLD * modes[at + 1]!) break;
      total += modes[at]!;
    }
    if (isBackground) continue;
    mask[pixel] = shadows && isShadow(modes, place, plane, used[pixel]!, varianceThreshold, x[0]!, x[1]!, x[2]!) ? SHADOW : FOREGROUND;
  }
}

/** Whether a pixel is a shadow: as one of the background's components, but darker, by at most half, in the same colour. */
function isShadow(
  modes: Float32Array,
  place: number,
  plane: number,
  count: number,
  threshold: number,
  x0: number,
  x1: number,
  x2: number,
): boolean {
  for (let m = 0, at = place, total = 0; m < count && total <= BACKGROUND_SHARE; m++, at += plane) {
    const m0 = modes[at + 2]!;
    const m1 = modes[at + 3]!;
    const m2 = modes[at + 4]!;
    const along = x0 * m0 + x1 * m1 + x2 * m2;
    const whole = m0 * m0 + m1 * m1 + m2 * m2;
    if (whole === 0) return false;
    const dark = along / whole;
    if (dark <= 1 && dark >= DARKEST_SHADOW) {
      const off = (dark * m0 - x0) ** 2 + (dark * m1 - x1) ** 2 + (dark * m2 - x2) ** 2;
      if (off < threshold * modes[at + 1]! * dark * dark) return true;
    }
    total += modes[at]!;
  }
  return false;
}

/** Returns the mean of the components that make up the background, [H, W, channels without alpha]. */
export function likeliest(modes: Float32Array, used: Uint8Array, channels: number): Uint8Array {
  const colours = Math.min(3, channels);
  const out = new Uint8Array(used.length * colours);
  for (let pixel = 0; pixel < used.length; pixel++) {
    let total = 0;
    const sums = [0, 0, 0];
    for (let m = 0, at = pixel * SIZE; m < used[pixel]! && total <= BACKGROUND_SHARE; m++, at += used.length * SIZE) {
      total += modes[at]!;
      for (let c = 0; c < colours; c++) sums[c]! += modes[at]! * modes[at + 2 + c]!;
    }
    for (let c = 0; c < colours; c++) out[pixel * colours + c] = Math.round(sums[c]! / total);
  }
  return out;
}
