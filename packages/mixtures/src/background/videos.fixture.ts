/** The description of a video in ../../golden/videos.json. */
export interface VideoOptions {
  readonly seed: number;
  readonly flicker: number;
  readonly brighter: number;
  readonly noise: number;
  readonly sprites: number;
  readonly channels: number;
}

export interface VideoSize {
  readonly height: number;
  readonly width: number;
  readonly frames: number;
  /** Number of frames before anything moves. */
  readonly learning: number;
}

/**
 * Returns the frames, [T, H, W, channels], and the mask of what moves in them, [T, H, W], with the same bytes as ../../golden/videos.py.
 */
export function makeVideo({ seed, flicker, brighter, noise, sprites, channels }: VideoOptions, size: VideoSize) {
  const { height, width, frames: T, learning } = size;
  let state = seed;
  const below = (n: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 16) % n;
  };
  const D = height * width;
  const texture = Array.from({ length: D * channels }, () => 60 + below(120));
  const flickers = Array.from({ length: D }, () => below(5) === 0);
  const moving = Array.from({ length: sprites }, () => {
    const colour = Array.from({ length: channels }, () => (below(2) ? 225 + below(30) : below(30)));
    const side = 8 + below(6);
    const [x, y] = [below(width - side), below(height - side)];
    return { colour, side, x, y, dx: 1 + below(2), dy: 1 + below(2) };
  });
  const frames = new Uint8ClampedArray(T * D * channels);
  const truth = new Uint8Array(T * D);
  for (let t = 0; t < T; t++) {
    const frame = frames.subarray(t * D * channels, (t + 1) * D * channels);
    for (let j = 0; j < D * channels; j++) {
      const light = Math.floor((brighter * t) / T) + (flickers[Math.floor(j / channels)] && t % 2 === 1 ? flicker : 0);
      frame[j] = texture[j]! + below(2 * noise + 1) - noise + light;
    }
    for (const { colour, side, x, y, dx, dy } of t >= learning ? moving : []) {
      const [left, top] = [bounce(x + dx * t, width - side), bounce(y + dy * t, height - side)];
      for (let i = 0; i < side * side; i++) {
        const pixel = (top + Math.floor(i / side)) * width + left + (i % side);
        frame.set(colour, pixel * channels);
        truth[t * D + pixel] = 255;
      }
    }
  }
  return { frames, truth };
}

function bounce(at: number, room: number): number {
  const place = at % (2 * room);
  return place <= room ? place : 2 * room - place;
}
