import './gradients.ts';

export { type ChooseOptions, type ChosenBackend, chooseBackend } from './choose.ts';
export { BackendUnavailableError, type PassedOver, UnknownBackendError } from './errors.ts';
export { trackKernels } from './track-kernels.ts';
export { trainingKernels } from './training-kernels.ts';
