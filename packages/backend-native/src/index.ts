export { type Captured, capture } from './capture/capture.ts';
export { CaptureError, NativeBackendError } from './errors.ts';
export { backendName, configureNative, type NativeStatus, nativeStatus } from './register.ts';
export type { NativeOptions, NativeSettings } from './settings.ts';
