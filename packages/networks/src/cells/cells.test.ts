import { readFileSync } from 'node:fs';
import { namedVariables, sigmoid, variables } from '@neural-em/core';
import { expectClose, normalTensor, useCpuBackend, values } from '@neural-em/testing';
import {
  add,
  matMul,
  mul,
  type NamedTensorMap,
  stack,
  sum,
  type Tensor,
  type Tensor2D,
  type TensorContainer,
  tensor,
  unstack,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { type CellFactory, gru, layerNorm, lstm, outputNormRnn, type RecurrentCell, rnn } from '../index.ts';

useCpuBackend();

interface GoldenArray {
  readonly shape: number[];
  readonly data: number[];
}

/** Steps of a cell that PyTorch computed in float64; `origin` names the script. */
interface GoldenCell {
  readonly x: GoldenArray;
  readonly probe: GoldenArray;
  readonly weights: Record<string, GoldenArray>;
  readonly outputs: GoldenArray;
  readonly gradients: Record<string, GoldenArray>;
}

const golden: Record<string, GoldenCell> = JSON.parse(readFileSync(new URL('../../golden/cells.json', import.meta.url), 'utf8'));
const toTensor = ({ data, shape }: GoldenArray): Tensor => tensor(data, shape);

function run<S extends TensorContainer>(cell: RecurrentCell<S>, inputs: Tensor[]): Tensor {
  let state = cell.init(inputs[0]!.shape[0]!);
  return stack(
    inputs.map((input) => {
      const next = cell.step(state, input);
      state = next.state;
      return next.output;
    }),
  );
}

describe('gated cells agree with float64 PyTorch, gradients too', () => {
  const factories: Record<string, CellFactory> = { gru, lstm };

  it.each(Object.keys(factories))('%s', (name) => {
    const { x, probe, weights, outputs, gradients } = golden[name]!;
    const cell = factories[name]!({ inputs: 3, size: 4, seed: 0 });
    const named = namedVariables(cell.params);
    expect(named.map(([path]) => path)).toEqual(Object.keys(weights));
    for (const [path, variable] of named) variable.assign(toTensor(weights[path]!));
    const inputs = unstack(toTensor(x));
    expectClose(run(cell, inputs), outputs.data, 1e-6);
    const { grads } = variableGrads(() => sum(mul(run(cell, inputs), toTensor(probe))), variables(cell.params));
    for (const [path, variable] of named) expectClose((grads as NamedTensorMap)[variable.name]!, gradients[path]!.data, 1e-5, path);
  });

  it('an LSTM remembers from the start: its forget gate alone has a bias', () => {
    expect(values(lstm({ inputs: 1, size: 2, seed: 0 }).params.bias as Tensor)).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
  });
});

describe('outputNormRnn', () => {
  const draw = () => [normalTensor([5, 3], 'first'), normalTensor([5, 3], 'second')] as const;

  it('normalises what it puts out and leaves its state as it is', () => {
    const [input, next] = draw();
    const cell = outputNormRnn({ inputs: 3, size: 4, seed: 'cell' });
    const { inputKernel, recurrentKernel } = cell.params as Record<string, Tensor2D>;
    const first = cell.step(cell.init(5), input);
    const a = matMul(input as Tensor2D, inputKernel!);
    expectClose(first.state, sigmoid(a), 1e-6);
    const norm = layerNorm({ channels: 4, activation: sigmoid });
    expectClose(first.output, norm.apply(a), 1e-6);
    const second = cell.step(first.state, next);
    const b = add(matMul(next as Tensor2D, inputKernel!), matMul(sigmoid(a) as Tensor2D, recurrentKernel!));
    expectClose(second.output, norm.apply(b), 1e-5);
  });

  it('carries the state that the cell without a norm carries', () => {
    const options = { inputs: 3, size: 4, seed: 'cell' };
    const [normed, plain] = [outputNormRnn(options), rnn(options)];
    let states = [normed.init(5), plain.init(5)] as const;
    for (const input of draw()) states = [normed.step(states[0], input).state, plain.step(states[1], input).state];
    expectClose(states[0], states[1], 0);
  });
});
