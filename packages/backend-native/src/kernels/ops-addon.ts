import type { Plan } from '../plan-type.ts';

/** The part of the addon that computes pools, depthwise convolutions, batch norm, gathers, scans and bilinear resizing. */
export interface OpsAddon {
  maxPool(x: Float32Array, y: Float32Array, plan: Plan): void;
  averagePool(x: Float32Array, y: Float32Array, plan: Plan): void;
  maxPoolGrad(dy: Float32Array, x: Float32Array, dx: Float32Array, plan: Plan): void;
  averagePoolGrad(dy: Float32Array, dx: Float32Array, plan: Plan): void;
  depthwise(
    x: Float32Array,
    filter: Float32Array,
    y: Float32Array,
    plan: Plan,
    bias: Float32Array | null,
    activation: number,
    alpha: number,
  ): void;
  depthwiseInputGrad(dy: Float32Array, filter: Float32Array, dx: Float32Array, plan: Plan): void;
  depthwiseFilterGrad(x: Float32Array, dy: Float32Array, dfilter: Float32Array, plan: Plan): void;
  batchNorm(
    x: Float32Array,
    mean: Float32Array,
    variance: Float32Array,
    scale: Float32Array | null,
    offset: Float32Array | null,
    epsilon: number,
    y: Float32Array,
  ): void;
  /** … dx, dmean, dvariance, dscale, doffset */
  batchNormGrad(
    dy: Float32Array,
    x: Float32Array,
    mean: Float32Array,
    variance: Float32Array,
    scale: Float32Array | null,
    epsilon: number,
    ...results: Float32Array[]
  ): void;
  /** sizes: [batch, outer, size of the axis, inner] */
  gather(x: Float32Array, indices: Int32Array, out: Float32Array, sizes: Plan): void;
  segmentSum(x: Float32Array, ids: Int32Array, out: Float32Array, inner: number): void;
  reverse(x: Float32Array, out: Float32Array, outer: number, n: number, inner: number): void;
  scan(
    product: number,
    exclusive: number,
    backwards: number,
    x: Float32Array,
    out: Float32Array,
    outer: number,
    n: number,
    inner: number,
  ): void;
  argExtreme(largest: number, x: Float32Array, out: Int32Array, outer: number, n: number, inner: number): void;
  topK(x: Float32Array, values: Float32Array, indices: Int32Array, n: number, k: number): void;
  logSoftmax(x: Float32Array, out: Float32Array, n: number): void;
  /**
   * sizes: [batch, height, width, channels] of x; places: for rows, then for columns, the two places that each output lies between and its
   * distance from the first
   */
  blend(x: Float32Array, out: Float32Array, sizes: Plan, ...places: (Int32Array | Float32Array)[]): void;
  blendGrad(dy: Float32Array, dx: Float32Array, sizes: Plan, ...places: (Int32Array | Float32Array)[]): void;
}
