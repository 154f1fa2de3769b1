import {
  backend,
  engine,
  Tensor,
  type TensorContainer,
  type TensorInfo,
  tensor_util,
  tidy,
  util,
  type Variable,
} from '@tensorflow/tfjs-core';
import { NativeBackend } from '../backend.ts';
import { CaptureError } from '../errors.ts';
import type { Recording } from './addon.ts';
import { createTracing } from './tracing.ts';

/** A function of tensors that is replayed from its recording. */
export interface Captured<O extends TensorContainer> {
  /** Runs the recording on new inputs of the same shapes; the first call records the function. */
  (...inputs: Tensor[]): O;
  /** Describes the recording; returns undefined before the first call. */
  describe(): { readonly steps: readonly string[]; readonly arena: number } | undefined;
}

type Values = Float32Array | Int32Array | Uint8Array;

/** Functions that allocate an array for a result, by its type. */
const rooms = {
  float32: (native: NativeBackend, shape: number[]) => native.allocate(shape),
  int32: (native: NativeBackend, shape: number[]) => native.allocateInts(shape),
  bool: (native: NativeBackend, shape: number[]) => native.allocateBytes(shape),
};

/** A recording, with the information that a replay needs. */
interface Script {
  readonly recording: Recording;
  readonly shapes: readonly Pick<TensorInfo, 'shape' | 'dtype'>[];
  /** Variables by the place of their memory; undefined for variables that the recording neither reads nor updates. */
  readonly variables: readonly (Variable | undefined)[];
  readonly updated: ReadonlySet<Variable>;
  readonly outputs: readonly Pick<TensorInfo, 'shape' | 'dtype'>[];
  /** The value that the function returned, with a number in the place of each tensor. */
  readonly result: unknown;
}

/**
 * Records the kernels of a function once and replays them in C++, without a tape, without tensors except the results, and without
 * JavaScript between two kernels. The function must do the same for all inputs of the same shapes, as a training step does.
 *
 * The first call records: `fn` runs on tensors that hold nothing and may build gradients with the tape as always. Inputs are the
 * arguments; variables are read as they are at each call, and those that `fn` assigns are updated in place. Every other number that
 * `fn` makes or sees (a tensor from outside, a JavaScript number, a random tensor made inside) stays what it was at the recording.
 *
 * @param fn - from tensors to tensors: one, or arrays and objects of them.
 * @throws CaptureError at the first call, if `fn` runs a kernel in JavaScript, reads a value or creates a variable; at any call with inputs
 *   of other shapes, within a gradient, or on another backend.
 */
export function capture<O extends TensorContainer>(fn: (...inputs: Tensor[]) => O): Captured<O> {
  let script: Script | undefined;
  const call = (...inputs: Tensor[]): O => {
    const native = backend();
    if (!(native instanceof NativeBackend)) throw new CaptureError('capture: the backend must be "native" when the function is called');
    if (engine().state.gradientDepth > 0)
      throw new CaptureError('capture: a recording has no gradient; take the gradient within the captured function');
    script ??= record(native, fn, inputs);
    return replay(native, script, inputs) as O;
  };
  return Object.assign(call, { describe: () => script && describeOf(script) });
}

function describeOf({ recording }: Script) {
  const native = backend();
  if (!(native instanceof NativeBackend)) throw new CaptureError('capture: the backend must be "native"');
  return native.addon.describe(recording);
}

function replay(native: NativeBackend, script: Script, inputs: readonly Tensor[]): unknown {
  checkInputs(script.shapes, inputs);
  if (script.variables.some((variable) => variable?.isDisposed))
    throw new CaptureError('capture: a variable that the function reads is disposed; capture the function anew');
  const results = script.outputs.map(({ shape, dtype }) => rooms[dtype as keyof typeof rooms](native, shape));
  for (const variable of script.updated) takeMemory(native, variable);
  const read = ({ dataId }: TensorInfo) => native.data.get(dataId).values as Values;
  const arrays = [
    ...inputs.map(read),
    ...script.variables.map((variable) => (variable ? read(variable) : null)),
    ...results.map(({ values }) => values),
  ];
  native.addon.replay(script.recording, arrays);
  const tensors = results.map(({ info }) => engine().makeTensorFromTensorInfo(info));
  return rebuild(script.result, tensors);
}

function checkInputs(shapes: Script['shapes'], inputs: readonly Tensor[]): void {
  if (inputs.length !== shapes.length)
    throw new CaptureError(`capture: recorded with ${shapes.length} inputs, called with ${inputs.length}`);
  for (const [i, { shape, dtype }] of shapes.entries()) {
    const given = inputs[i]!;
    if (given.isDisposed) throw new CaptureError(`capture: input ${i} is disposed`);
    if (given.dtype === dtype && util.arraysEqual(given.shape, shape)) continue;
    throw new CaptureError(
      `capture: input ${i} was recorded as ${dtype} [${shape}], given ${given.dtype} [${given.shape}]; capture the function anew for other shapes`,
    );
  }
}

/** Makes sure that a variable has its own memory, which it does not share with a clone or with an array of the program. */
function takeMemory(native: NativeBackend, variable: Variable): void {
  const { values, refCount } = native.data.get(variable.dataId);
  if (refCount === 1 && values instanceof Float32Array && native.pool.owns(values)) return;
  tidy(() => {
    const own = native.allocate(variable.shape);
    own.values.set(values as Float32Array);
    variable.assign(engine().makeTensorFromTensorInfo(own.info));
  });
}

/** Runs `fn` once in the recording mode of backend and addon. */
function record(native: NativeBackend, fn: (...inputs: Tensor[]) => TensorContainer, inputs: readonly Tensor[]): Script {
  const { addon } = native;
  const shapes = inputs.map(({ shape, dtype }) => ({ shape, dtype }));
  const before = new Set(Object.values(engine().state.registeredVariables));
  const variables = [...before].filter(({ dtype }) => dtype !== 'string' && dtype !== 'complex64');
  const saved = variables.map((variable) => engine().keep(variable.clone()));
  native.tracing = createTracing(addon);
  engine().startScope('capture');
  try {
    const place = (like: Pick<TensorInfo, 'shape' | 'dtype'>) => placeholder(native, like);
    const given = shapes.map(place);
    const held = variables.map((variable) => {
      const stand = place(variable);
      variable.assign(stand.tensor);
      return stand.id;
    });
    const returned = fn(...given.map(({ tensor }) => tensor));
    for (const variable of Object.values(engine().state.registeredVariables))
      if (!before.has(variable)) throw new CaptureError('capture: the function creates a variable; create it outside');
    const results = tensor_util.getTensorsInContainer(returned);
    const idOf = ({ dataId }: TensorInfo) => addon.recordFind(native.data.get(dataId).values as Values);
    for (const { dtype } of results)
      if (!(dtype in rooms)) throw new CaptureError(`capture: results must be float32, int32 or bool, not ${dtype}`);
    const ends = variables.map(idOf);
    const changed = variables.flatMap((_, i) => (ends[i] === held[i] ? [] : [i]));
    const updates = Int32Array.from(changed.flatMap((i) => [held[i]!, ends[i]!]));
    const recording = addon.recordEnd(Int32Array.from(results.map(idOf)), updates);
    const used = new Set(addon.describe(recording).used);
    return {
      recording,
      shapes,
      variables: variables.map((variable, i) => (used.has(inputs.length + i) ? variable : undefined)),
      updated: new Set(changed.map((i) => variables[i]!)),
      outputs: results.map(({ shape, dtype }) => ({ shape, dtype })),
      result: numbered(returned, results),
    };
  } finally {
    engine().endScope();
    // A variable that `fn` created has no values, only a place in the recording, so it is disposed of.
    for (const variable of Object.values(engine().state.registeredVariables)) if (!before.has(variable)) variable.dispose();
    for (const [i, variable] of variables.entries()) {
      variable.assign(saved[i]!);
      saved[i]!.dispose();
    }
    addon.recordAbort();
    native.tracing = undefined;
  }
}

/** Returns a tensor that stands for a tensor passed to every replay, and the number of its buffer. */
function placeholder(native: NativeBackend, { shape, dtype }: Pick<TensorInfo, 'shape' | 'dtype'>): { tensor: Tensor; id: number } {
  const values = util.getTypedArrayFromDType(dtype as 'float32', util.sizeFromShape(shape));
  const dataId = native.write(values, shape, dtype);
  return { tensor: engine().makeTensorFromTensorInfo({ dataId, shape, dtype }), id: native.addon.recordExternal(values) };
}

/** Returns a container in which each tensor is replaced by its number. */
function numbered(container: unknown, tensors: readonly Tensor[]): unknown {
  if (container instanceof Tensor) return tensors.indexOf(container);
  return mapped(container, (part) => numbered(part, tensors));
}

function rebuild(container: unknown, tensors: readonly Tensor[]): unknown {
  return typeof container === 'number' ? tensors[container] : mapped(container, (part) => rebuild(part, tensors));
}

function mapped(container: unknown, change: (part: unknown) => unknown): unknown {
  if (Array.isArray(container)) return container.map(change);
  if (typeof container !== 'object' || container === null) return container;
  return Object.fromEntries(Object.entries(container).map(([key, part]) => [key, change(part)]));
}
