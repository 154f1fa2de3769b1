/**
 * Registers the gradient of every tfjs-core operation, so that programs can train without another import.
 *
 * tfjs-core is imported first, so that the engine of the process is the full one; the modules below find it in the global scope.
 */
import '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
// The gradients of `prod` and of batched `gather` call `x.reshape(...)`.
import '@tensorflow/tfjs-core/dist/public/chained_ops/reshape';
