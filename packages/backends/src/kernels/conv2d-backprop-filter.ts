import * as tf from '@tensorflow/tfjs-core';

/**
 * Computes the gradient of a convolution with respect to its filter, with kernels that the wasm backend has.
 *
 * dw[i, j, c, o] = sum over n, p, q of x[n, p·stride + i, q·stride + j, c] · dy[n, p, q, o] is itself a convolution: of x, whose
 * channels serve as the batch and whose batch as the channels, by dy, dilated by the stride.
 *
 * x [N,H,W,C], dy [N,P,Q,O] → [kh,kw,C,O], NHWC, without dilation (tfjs has no gradient of dilated convolutions).
 */
export const conv2dBackpropFilter: tf.KernelFunc = ({ inputs, attrs }) => {
  // The engine passes tensors, although the type promises less.
  const { x, dy } = inputs as { x: tf.Tensor4D; dy: tf.Tensor4D };
  const { strides, pad, dataFormat, dimRoundingMode, filterShape } = attrs as typeof attrs & tf.Conv2DBackpropFilterAttrs;
  if (dataFormat !== 'NHWC') throw new Error(`Conv2DBackpropFilter on the wasm backend takes dataFormat NHWC, not ${dataFormat}`);
  const { padInfo, inHeight, inWidth, outHeight, outWidth, filterHeight, filterWidth, strideHeight, strideWidth } =
    tf.backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, pad, dimRoundingMode);

  // The number of rows and columns, padding included, that windows cover.
  const height = (outHeight - 1) * strideHeight + filterHeight;
  const width = (outWidth - 1) * strideWidth + filterWidth;
  const bottom = Math.max(0, height - padInfo.top - inHeight);
  const right = Math.max(0, width - padInfo.left - inWidth);
  return tf.tidy(() => {
    const padded = tf.pad(x, [
      [0, 0],
      [padInfo.top, bottom],
      [padInfo.left, right],
      [0, 0],
    ]);
    const covered = tf.slice(padded, [0, 0, 0, 0], [-1, height, width, -1]);
    const images = tf.transpose(covered, [3, 1, 2, 0]); // [C,height,width,N]
    const filter = tf.transpose(dy, [1, 2, 0, 3]); // [P,Q,N,O]
    const dw = tf.conv2d(images as tf.Tensor4D, filter as tf.Tensor4D, 1, 'valid', 'NHWC', [strideHeight, strideWidth]);
    return tf.transpose(dw, [1, 2, 0, 3]); // [C,kh,kw,O] → [kh,kw,C,O]
  });
};
