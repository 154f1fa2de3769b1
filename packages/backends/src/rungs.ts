import * as tf from '@tensorflow/tfjs-core';
import type { Rung } from './rung.ts';
import { cpu } from './rungs/cpu.ts';
import { native } from './rungs/native.ts';
import { tfjsNode, tfjsNodeGpu } from './rungs/tfjs-node.ts';
import { wasm } from './rungs/wasm.ts';
import { webgl } from './rungs/webgl.ts';
import { webgpu } from './rungs/webgpu.ts';

/** Returns the backends of this platform in the order in which they are tried. */
export function platformRungs(): readonly Rung[] {
  return tf.env().getBool('IS_NODE') ? [tfjsNodeGpu, tfjsNode, webgpu, native, wasm, cpu] : [webgpu, webgl, wasm, cpu];
}
