import { broadcast_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { Addon, Plan } from '../addon.ts';
import type { NativeBackend } from '../backend.ts';
import { allFloat, expectSize, floats, input, type Kernel, type KernelMap, opIndex, reshaped } from './kernel.ts';
import { broadcastStrides, planWalk } from './strides.ts';

/** The attributes that an operation of one tensor reads, in the addon's order. */
const unaryAttributes: Readonly<Record<string, readonly string[]>> = {
  ClipByValue: ['clipValueMin', 'clipValueMax'],
  LeakyRelu: ['alpha'],
  Step: ['alpha'],
};

/** The names of the inputs of binary kernels whose inputs are not `a` and `b`. */
const binaryInputs: Readonly<Record<string, readonly [string, string]>> = { Prelu: ['x', 'alpha'], EluGrad: ['dy', 'y'] };

/** Applies a function of the addon's list to every element. */
export function unary(backend: NativeBackend, op: number, x: TensorInfo, p = 0, q = 0): TensorInfo {
  const { info, values } = backend.allocate(x.shape);
  backend.addon.unary(op, floats(backend, x), values, p, q);
  return info;
}

/** Returns the broadcast shape of two tensors and the walk over both: null if both have the same order, undefined for too many dimensions. */
function broadcast(a: TensorInfo, b: TensorInfo): { shape: number[]; plan: Plan | null | undefined } {
  if (util.arraysEqual(a.shape, b.shape)) return { shape: a.shape, plan: null };
  const shape = broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
  return { shape, plan: planWalk(shape, broadcastStrides(a.shape, shape), broadcastStrides(b.shape, shape)) ?? undefined };
}

/** Combines two float32 tensors, broadcast against each other; returns null if that takes more than eight dimensions. */
export function binary(backend: NativeBackend, op: number, a: TensorInfo, b: TensorInfo): TensorInfo | null {
  const { shape, plan } = broadcast(a, b);
  if (plan === undefined) return null;
  const { info, values } = backend.allocate(shape);
  backend.addon.binary(op, floats(backend, a), floats(backend, b), values, plan);
  return info;
}

function unaryKernel(name: string, op: number): Kernel {
  const [p, q] = unaryAttributes[name] ?? [];
  return (call) => {
    const x = input(call, 'x');
    if (!allFloat(x)) return null;
    return unary(call.backend, op, x, p ? Number(call.attrs[p]) : 0, q ? Number(call.attrs[q]) : 0);
  };
}

function binaryKernel(name: string, op: number): Kernel {
  const [first, second] = binaryInputs[name] ?? ['a', 'b'];
  return (call) => {
    const a = input(call, first);
    const b = input(call, second);
    return allFloat(a, b) ? binary(call.backend, op, a, b) : null;
  };
}

function compareKernel(op: number): Kernel {
  return (call) => {
    const a = input(call, 'a');
    const b = input(call, 'b');
    if (!allFloat(a, b)) return null;
    const { shape, plan } = broadcast(a, b);
    if (plan === undefined) return null;
    const { info, values } = call.backend.allocateBytes(shape);
    call.backend.addon.compare(op, floats(call.backend, a), floats(call.backend, b), values, plan);
    return info;
  };
}

const select: Kernel = (call) => {
  const condition = input(call, 'condition');
  const t = input(call, 't');
  const e = input(call, 'e');
  const chosen = call.backend.data.get(condition.dataId).values;
  if (!allFloat(t, e) || condition.dtype !== 'bool' || !(chosen instanceof Uint8Array)) return null;
  // `where` passes empty tensors on without the broadcast.
  if ([condition, t, e].some((tensor) => tensor.shape.includes(0))) {
    const { assertAndGetBroadcastShape } = broadcast_util;
    return call.backend.allocate(assertAndGetBroadcastShape(assertAndGetBroadcastShape(condition.shape, t.shape), e.shape)).info;
  }
  const size = util.sizeFromShape(t.shape);
  expectSize('Select', 'condition', condition, size);
  expectSize('Select', 'e', e, size);
  const { info, values } = call.backend.allocate(t.shape);
  call.backend.addon.select(chosen, floats(call.backend, t), floats(call.backend, e), values);
  return info;
};

const cast: Kernel = (call) => {
  const x = input(call, 'x');
  if (call.attrs.dtype !== 'float32' || x.dtype === 'complex64' || x.dtype === 'string') return null;
  if (x.dtype === 'float32') return reshaped(call.backend, x, x.shape);
  const from = call.backend.data.get(x.dataId).values;
  if (!(from instanceof Uint8Array || from instanceof Int32Array)) return null;
  const { info, values } = call.backend.allocate(x.shape);
  call.backend.addon.toFloat(from, values);
  return info;
};

function addN(add: number): Kernel {
  return (call) => {
    const terms = Object.values(call.inputs).filter((term) => term !== undefined);
    const [first, ...others] = terms;
    if (!first || !allFloat(...terms)) return null;
    const { info, values } = call.backend.allocate(first.shape);
    call.backend.addon.copy(floats(call.backend, first), 0, values, 0, Int32Array.of(1, values.length, 0, 1, 0, 1));
    for (const term of others) call.backend.addon.binary(add, values, floats(call.backend, term), values, null);
    return info;
  };
}

/** Returns a kernel whose result has the shape of its input `x` and `value` everywhere. */
function constant(value: number): Kernel {
  return (call) => {
    const x = input(call, 'x');
    return allFloat(x) ? filled(call.backend, x.shape, value) : null;
  };
}

function filled(backend: NativeBackend, shape: number[], value: number): TensorInfo {
  const { info, values } = backend.allocate(shape);
  backend.addon.fill(values, value);
  return info;
}

const fill: Kernel = (call) => {
  const { shape, value, dtype } = call.attrs;
  if (typeof value !== 'number' || (dtype ?? 'float32') !== 'float32') return null;
  return filled(call.backend, shape as number[], value);
};

/** Returns every elementwise kernel of the addon. */
export function elementwiseKernels(addon: Addon): KernelMap {
  return {
    ...Object.fromEntries(addon.unaryOps.map((name, op) => [name, unaryKernel(name, op)])),
    ...Object.fromEntries(addon.binaryOps.map((name, op) => [name, binaryKernel(name, op)])),
    ...Object.fromEntries(addon.compareOps.map((name, op) => [name, compareKernel(op)])),
    Select: select,
    Cast: cast,
    AddN: addN(opIndex(addon.binaryOps, 'Add')),
    ZerosLike: constant(0),
    OnesLike: constant(1),
    Fill: fill,
  };
}
