import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { type backend_util, type DataId, type DataType, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { Addon } from './addon.ts';
import type { Tracing } from './capture/tracing.ts';
import { CaptureError } from './errors.ts';
import type { Pool } from './pool.ts';

type BackendValues = backend_util.BackendValues;

/** The largest number of elements of a tensor, because the addon counts in 32 bits. */
const mostElements = 2 ** 31 - 1;

/**
 * The CPU backend of TensorFlow.js with float32 results in pooled memory. Values stay plain typed arrays, so every kernel of the CPU
 * backend runs on this one. (It is a subclass because kernels of the CPU backend expect an instance of their class.)
 */
export class NativeBackend extends MathBackendCPU {
  readonly addon: Addon;
  readonly pool: Pool;
  /** Set while a function is recorded: calls of kernels are then noted and not run. */
  tracing: Tracing | undefined;

  constructor(addon: Addon, pool: Pool) {
    super();
    this.addon = addon;
    this.pool = pool;
  }

  /** Returns a float32 tensor with memory from the pool, which a kernel fills. Throws a RangeError if there is not enough memory. */
  allocate(shape: number[]): { info: TensorInfo; values: Float32Array } {
    let size = 1;
    for (const d of shape) size *= d;
    if (size > mostElements) throw new RangeError(`a tensor has at most ${mostElements} elements, asked for shape [${shape}]`);
    const values = (this.tracing?.pool ?? this.pool).take(size);
    this.tracing?.begin(values);
    return { info: this.adopt(values, shape, 'float32'), values };
  }

  /** Returns a bool tensor, which a kernel fills. */
  allocateBytes(shape: number[]): { info: TensorInfo; values: Uint8Array } {
    const values = new Uint8Array(util.sizeFromShape(shape));
    this.tracing?.begin(values);
    return { info: this.adopt(values, shape, 'bool'), values };
  }

  /** Returns an int32 tensor, which a kernel fills. */
  allocateInts(shape: number[]): { info: TensorInfo; values: Int32Array } {
    const values = new Int32Array(util.sizeFromShape(shape));
    this.tracing?.begin(values);
    return { info: this.adopt(values, shape, 'int32'), values };
  }

  private adopt(values: BackendValues, shape: number[], dtype: DataType): TensorInfo {
    const dataId = {};
    this.data.set(dataId, { values, dtype, refCount: 1 });
    return { dataId, shape, dtype };
  }

  override write(values: BackendValues, shape: number[], dtype: DataType): DataId {
    // A kernel of the CPU backend may pass a view of its input; without a copy, the pool would reuse that memory once the input is disposed.
    const own = values instanceof Float32Array && this.pool.owns(values) ? values.slice() : values;
    this.tracing?.write(own);
    return this.adopt(own, shape, dtype).dataId;
  }

  override readSync(dataId: DataId): BackendValues {
    if (this.tracing) throw new CaptureError('capture: the function reads a value (data, dataSync, array or print); return the tensor');
    const values = super.readSync(dataId);
    return values instanceof Float32Array && this.pool.owns(values) ? values.slice() : values;
  }

  override disposeData(dataId: DataId, force = false): boolean {
    const values = this.data.has(dataId) ? this.data.get(dataId).values : undefined;
    const gone = super.disposeData(dataId, force);
    if (gone && values instanceof Float32Array)
      for (const pool of [this.pool, this.tracing?.pool]) if (pool?.owns(values)) pool.give(values);
    return gone;
  }

  override dispose(): void {
    this.pool.clear();
  }
}
