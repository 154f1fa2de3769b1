// core has the table of fused operations, because its functions call them. Only its types are imported, by path: a dependency on core would
// make the build wait for core because of types that are gone once compiled.
export type { FusedAttrs, FusedName, PixelKernels, PixelSteps } from '../../../core/src/ops/fused-kernels.ts';
