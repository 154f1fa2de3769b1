export { useCpuBackend } from './backend.ts';
export { expectClose, relativeError, values } from './close.ts';
export { describeDecoder } from './decoder-contract.ts';
export { numericGradient } from './finite-differences.ts';
export { expectFlatMemory, expectNoLeak } from './leaks.ts';
export { describePixelDistribution } from './pixel-distribution-contract.ts';
export { binaryTensor, normalTensor, uniformTensor } from './random-tensor.ts';
