import './gradients.ts';
import '@tensorflow/tfjs-backend-cpu';
import {
  engine,
  getGradient,
  getKernelsForBackend,
  type KernelFunc,
  type NamedTensorInfoMap,
  registerBackend,
  registerGradient,
  registerKernel,
  Tensor,
} from '@tensorflow/tfjs-core';
import { type Addon, loadAddon } from './addon.ts';
import { NativeBackend } from './backend.ts';
import { capture } from './capture/capture.ts';
import { CaptureError, NativeBackendError } from './errors.ts';
import { fusedGradients, fusedKernels } from './fused/kernels.ts';
import { batchNormGradient } from './kernels/batch-norm.ts';
import { convKernels } from './kernels/conv.ts';
import { elementwiseKernels } from './kernels/elementwise.ts';
import type { Kernel, KernelMap } from './kernels/kernel.ts';
import { layoutKernels } from './kernels/layout.ts';
import { matmulKernels } from './kernels/matmul.ts';
import { opsKernels, ownKernels } from './kernels/ops.ts';
import { reduceKernels } from './kernels/reduce.ts';
import { resizeKernels } from './kernels/resize.ts';
import { cumsumGradient } from './kernels/scan.ts';
import { transform } from './kernels/transform.ts';
import { createPool } from './pool.ts';
import { decideSettings, type NativeOptions, type NativeSettings } from './settings.ts';

/** The name for `tf.setBackend`. */
export const backendName = 'native';

/** Above the WebAssembly backend (2), below those that run on a GPU (3). */
const priority = 2.5;

/** The state of the backend: its settings, or the reason why this machine cannot have it. */
export type NativeStatus =
  | { readonly available: true; readonly settings: NativeSettings; readonly levels: readonly string[] }
  | { readonly available: false; readonly reason: string };

/** Returns every kernel that this package computes itself. */
export function nativeKernels(addon: Addon): KernelMap {
  return {
    ...elementwiseKernels(addon),
    ...reduceKernels(addon),
    ...layoutKernels,
    ...matmulKernels,
    ...convKernels,
    ...resizeKernels,
    ...opsKernels,
    Transform: transform,
  };
}

function expectAlive(name: string, inputs: NamedTensorInfoMap): void {
  for (const key in inputs) {
    const tensor = inputs[key];
    // A disposed clone still has values, namely those of the tensor that it was made from.
    if (tensor instanceof Tensor && tensor.isDisposed && !engine().state.tensorInfo.has(tensor.dataId)) {
      throw new NativeBackendError(`native ${name}: tensor ${key} of shape [${tensor.shape}] is disposed`);
    }
  }
}

function typesOf(inputs: NamedTensorInfoMap): string {
  return Object.entries(inputs)
    .map(([key, tensor]) => `${key} ${tensor?.dtype} [${tensor?.shape}]`)
    .join(', ');
}

/** Returns the fallback of kernels that the CPU backend does not have: an error. */
function nothingElse(name: string): KernelFunc {
  return ({ inputs }) => {
    throw new NativeBackendError(`native ${name}: takes float32 tensors of other shapes than ${typesOf(inputs)}`);
  };
}

/** Kernels of the CPU backend that only change the shape of a tensor. */
const movesNothing = new Set(['Identity', 'Reshape', 'ExpandDims']);

function cannotRecord(name: string, inputs: NamedTensorInfoMap): CaptureError {
  return new CaptureError(`capture: the kernel ${name} runs in JavaScript on ${typesOf(inputs)}, which cannot be recorded`);
}

/** Returns a kernel that checks the inputs, tries the native kernel, then that of the CPU backend, and names the operation in errors. */
function guarded(name: string, kernel: Kernel | undefined, fallback: KernelFunc = nothingElse(name)): KernelFunc {
  return (call) => {
    expectAlive(name, call.inputs);
    const backend = call.backend as NativeBackend;
    try {
      const result = kernel?.({ inputs: call.inputs, attrs: call.attrs ?? {}, backend });
      if (!result && backend.tracing && !movesNothing.has(name)) throw cannotRecord(name, call.inputs);
      return result ?? fallback(call);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new NativeBackendError(`native ${name}: ${error.message}`, { cause: error });
    }
  };
}

interface Runtime {
  addon: Addon;
  settings: NativeSettings;
  create(): NativeBackend;
}

/** Loads the addon and registers every kernel for it. */
function start(): Runtime {
  const addon = loadAddon();
  const kernels = nativeKernels(addon);
  for (const { kernelName, kernelFunc } of getKernelsForBackend('cpu')) {
    registerKernel({ kernelName, backendName, kernelFunc: guarded(kernelName, kernels[kernelName], kernelFunc) });
  }
  for (const [kernelName, kernel] of Object.entries({ ...fusedKernels, ...ownKernels })) {
    registerKernel({ kernelName, backendName, kernelFunc: guarded(kernelName, kernel) });
  }
  for (const gradient of fusedGradients) registerGradient(gradient);
  const composed = getGradient('FusedBatchNorm');
  const runtime: Runtime = {
    addon,
    settings: decideSettings({}, addon.levels),
    create() {
      addon.configure(runtime.settings.threads, runtime.settings.level);
      // Gradients are registered here and not at the import, because a package imported later may register those of tfjs-core again.
      for (const gradient of [batchNormGradient(composed, backendName), cumsumGradient]) registerGradient(gradient);
      const limit = () => runtime.settings.poolMegabytes * 2 ** 20;
      // A program that does not know the backend's name finds `capture` here.
      return Object.assign(new NativeBackend(addon, createPool({ limit, misalignment: addon.misalignment })), { capture });
    },
  };
  return runtime;
}

let runtime: Runtime | undefined;
let failure: Error | undefined;
try {
  runtime = start();
} catch (error) {
  failure = error instanceof Error ? error : new Error(String(error));
}

function expectRuntime(): Runtime {
  if (runtime) return runtime;
  throw failure;
}

// A failure is thrown only when a program asks for the backend: TensorFlow.js then prints the reason and tries the next backend.
registerBackend(backendName, () => expectRuntime().create(), priority);

/**
 * Changes settings, before or after the backend starts; options left out stay unchanged. Settings hold for the whole process.
 * @throws NativeBackendError if a value is out of range or the addon is missing.
 */
export function configureNative(options: NativeOptions): NativeSettings {
  const current = expectRuntime();
  current.settings = decideSettings({ ...current.settings, ...options }, current.addon.levels);
  current.addon.configure(current.settings.threads, current.settings.level);
  return current.settings;
}

/** Tells whether the backend can run here: its settings, or the reason why not. Never throws. */
export function nativeStatus(): NativeStatus {
  if (!runtime) return { available: false, reason: failure?.message ?? 'unknown' };
  return { available: true, settings: runtime.settings, levels: runtime.addon.levels };
}
