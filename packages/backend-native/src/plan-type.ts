/** Whole numbers that describe shapes and strides to the addon. */
export type Plan = Int32Array;
