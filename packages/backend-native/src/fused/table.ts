// The table of fused operations is in core, whose functions call them. Types alone are read from it, by path: a dependency on core would
// build the addon after core, for names that are gone once compiled.
export type { FusedAttrs, FusedName, PixelKernels, PixelSteps } from '../../../core/src/ops/fused-kernels.ts';
