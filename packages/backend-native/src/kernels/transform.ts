import { getKernel, type KernelFunc, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { input, type Kernel } from './kernel.ts';

const cpuTransform: KernelFunc = (call) => getKernel('Transform', 'cpu').kernelFunc(call);

/** Transforms image by image, because the CPU backend returns after the first image of a batch. */
export const transform: Kernel = ({ inputs, attrs, backend }) => {
  const image = input({ inputs, attrs, backend }, 'image');
  const transforms = input({ inputs, attrs, backend }, 'transforms');
  const [batch, ...pixels] = image.shape as [number, number, number, number];
  if (backend.tracing || batch <= 1 || !(image.dtype === 'float32' || image.dtype === 'int32')) return null;
  const valuesOf = (tensor: TensorInfo) => backend.data.get(tensor.dataId).values as Float32Array | Int32Array;
  const from = valuesOf(image);
  const maps = valuesOf(transforms);
  const size = util.sizeFromShape(pixels);
  const parts = Array.from({ length: batch }, (_, b) => {
    const one = backend.makeTensorInfo([1, ...pixels], image.dtype, from.slice(b * size, (b + 1) * size));
    const row = transforms.shape[0] === 1 ? 0 : b;
    const map = backend.makeTensorInfo([1, 8], 'float32', maps.slice(row * 8, row * 8 + 8));
    const result = cpuTransform({ inputs: { image: one, transforms: map }, attrs, backend }) as TensorInfo;
    backend.disposeIntermediateTensorInfo(one);
    backend.disposeIntermediateTensorInfo(map);
    return result;
  });
  const shape = [batch, ...parts[0]!.shape.slice(1)];
  const values = util.getTypedArrayFromDType(image.dtype, util.sizeFromShape(shape));
  parts.forEach((part, b) => {
    values.set(valuesOf(part), b * (values.length / batch));
    backend.disposeIntermediateTensorInfo(part);
  });
  return backend.makeTensorInfo(shape, image.dtype, values);
};
