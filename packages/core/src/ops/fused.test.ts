import { expectClose, normalTensor, relativeError, useCpuBackend, values } from '@neural-em/testing';
import {
  customGrad,
  engine,
  grad,
  matMul,
  memory,
  mul,
  type NamedTensorMap,
  registerGradient,
  registerKernel,
  type Scalar,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  tidy,
  unregisterGradient,
  unregisterKernel,
  variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { fused, tanh as ourTanh, variableGradients } from '../index.ts';

useCpuBackend();

/** Registers a kernel for tanh that counts its calls, and a gradient that saves the output, as the gradients of fast kernels do. */
function registerTanh(): { calls: number } {
  const counter = { calls: 0 };
  registerKernel({
    kernelName: 'TestTanh',
    backendName: 'cpu',
    kernelFunc: ({ inputs }) => {
      counter.calls++;
      return tidy(() => tanh(inputs.x as Tensor));
    },
  });
  registerGradient({
    kernelName: 'TestTanh',
    outputsToSave: [true],
    gradFunc: (dy, [y]) => ({ x: () => mul(dy as Tensor, sub(1, square(y!))) }),
  });
  return counter;
}

const op = (x: Tensor): Tensor => fused({ name: 'TestTanh', inputs: { x } }, () => ourTanh(x));

describe('fused', () => {
  afterEach(() => {
    unregisterKernel('TestTanh', 'cpu');
    unregisterGradient('TestTanh');
  });

  it('runs the kernel of the backend, with its gradient', () => {
    const counter = registerTanh();
    const x = normalTensor([5], 'x');
    expectClose(op(x), tanh(x), 0);
    expectClose(grad((y) => sum(op(y)))(x), sub(1, square(tanh(x))), 1e-6);
    expect(counter.calls).toBe(2);
  });

  it('runs the composition where there is no such kernel, no name, or no float32', () => {
    const counter = registerTanh();
    const x = normalTensor([5], 'x');
    expectClose(fused({ name: 'TestMissing', inputs: { x } }, () => mul(x, 2)) as Tensor, mul(x, 2), 0);
    expectClose(fused({ name: undefined, inputs: { x } }, () => mul(x, 3)) as Tensor, mul(x, 3), 0);
    const whole = tensor([1, 2], [2], 'int32');
    expectClose(fused({ name: 'TestTanh', inputs: { x: whole } }, () => mul(whole, 4)) as Tensor, [4, 8], 0);
    expect(counter.calls).toBe(0);
  });

  it('runs the composition within a gradient of a gradient, where the kernel would be silently wrong', () => {
    const counter = registerTanh();
    const x = tensor([0.7]);
    const t = Math.tanh(0.7);
    const second = (f: (x: Tensor) => Tensor) => grad((y: Tensor) => sum(grad((z: Tensor) => sum(mul(z, f(z))))(y)))(x);
    const exact = 2 * (1 - t * t) - 2 * 0.7 * t * (1 - t * t);
    expectClose(second(op), [exact], 1e-5);
    expect(counter.calls).toBe(0);
    const careless = second((y) => engine().runKernel('TestTanh', { x: y }) as Tensor);
    expect(relativeError(careless, [exact])).toBeGreaterThan(0.1);
  });
});

describe('variableGradients', () => {
  const weights = () => ['a', 'b'].map((name) => variable(normalTensor([40, 40], name, 0.2)));

  /** The loss of a recurrence that uses each weight many times; `probe` is called at the end of the backward pass. */
  function loss([a, b]: Tensor[], probe: () => void, length = 20) {
    const start = customGrad((x) => {
      return {
        value: (x as Tensor).clone(),
        gradFunc: (dy: Tensor) => {
          probe();
          return dy;
        },
      };
    });
    let x: Tensor = start(a!);
    for (let i = 0; i < length; i++) x = ourTanh(matMul(sub(x, mul(0.1, square(x))) as never, b as never));
    return sum(square(x)) as Scalar;
  }

  const run = (gradients: typeof variableGradients, length?: number) => {
    const vs = weights();
    const before = memory().numBytes;
    let peak = 0;
    const found = gradients(
      () =>
        loss(
          vs,
          () => {
            peak = memory().numBytes - before;
          },
          length,
        ),
      vs,
    );
    return { value: values(found.value), grads: vs.map((v) => values((found.grads as NamedTensorMap)[v.name]!)), peak };
  };

  it('are those of TensorFlow.js, in half the memory', () => {
    const theirs = tidy(() => run((f, vs) => variableGrads(f, [...vs]) as ReturnType<typeof variableGradients>));
    const ours = tidy(() => run(variableGradients));
    expect(ours.value).toEqual(theirs.value);
    expect(ours.grads).toEqual(theirs.grads);
    expect(ours.peak).toBeLessThan(theirs.peak / 2);
  });

  it('hold one gradient of a weight, however often the weight is used', () => {
    const [short, long] = [10, 40].map((length) => tidy(() => run(variableGradients, length).peak));
    expect(long).toBe(short);
  });

  it('may be handed out for two inputs at once', () => {
    const v = variable(tensor([3]));
    const both = customGrad((a, b) => {
      const value = mul(a as Tensor, b as Tensor);
      return { value, gradFunc: (dy: Tensor) => [dy, dy] };
    });
    tidy(() => {
      const { grads } = variableGradients(() => sum(both(both(v, v), both(v, v))) as Scalar, [v]);
      expectClose(grads[v.name]!, [4], 0);
    });
  });

  it('may be differentiated, and leave nothing behind', () => {
    const v = variable(tensor([0.5, 2]));
    const cube = () => {
      const { grads } = variableGradients(() => sum(mul(v, square(v))) as Scalar, [v]);
      return sum(grads[v.name]!) as Scalar;
    };
    const before = memory().numTensors;
    tidy(() => {
      const { grads } = variableGradients(cube, [v]);
      expectClose(grads[v.name]!, [3, 12], 1e-6);
    });
    expect(memory().numTensors).toBe(before);
  });
});
