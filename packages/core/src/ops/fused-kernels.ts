import type { NamedAttrMap, NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';

/** Names of the activations that a kernel of a layer can apply to its result. */
export type ActivationKernel = 'linear' | 'relu' | 'elu' | 'sigmoid' | 'tanh' | 'softplus';

/** The parameters of each pixel distribution that has kernels. The key is the prefix of the names of its kernels. */
export interface PixelKernels {
  readonly Bernoulli: { readonly prior: number; readonly negativeEntropy: number };
  readonly Gaussian: { readonly precision: number; readonly priorMean: number; readonly peak: number };
}

/** The inputs of each step of EM, and its attributes beside those of the distribution. */
export interface PixelSteps {
  readonly Residual: { readonly inputs: 'gamma' | 'x' | 'eta'; readonly attrs: NamedAttrMap };
  readonly EStep: { readonly inputs: 'x' | 'eta'; readonly attrs: { readonly temperature: number; readonly floor: number } };
  readonly Loss: {
    readonly inputs: 'x' | 'eta' | 'gamma';
    readonly attrs: { readonly litInterWeight: number; readonly litSharePower: number };
  };
}

type Activated = { readonly activation: ActivationKernel };
type Padding = 'same' | number[][];

/**
 * The inputs and attributes of all other operations. The shapes are documented at the functions of `@neural-em/networks` that call them.
 */
interface PlainKernels {
  readonly DenseActivation: { readonly inputs: 'x' | 'kernel' | 'bias'; readonly attrs: Activated };
  readonly RecurrentDense: { readonly inputs: 'x' | 'state' | 'inputKernel' | 'recurrentKernel' | 'bias'; readonly attrs: Activated };
  readonly LayerNormActivation: { readonly inputs: 'x' | 'gain' | 'bias'; readonly attrs: Activated & { readonly epsilon: number } };
  readonly Conv2DBias: { readonly inputs: 'x' | 'kernel' | 'bias'; readonly attrs: { readonly strides: number; readonly pad: Padding } };
  readonly Conv2DTransposeBias: {
    readonly inputs: 'x' | 'kernel' | 'bias';
    readonly attrs: { readonly inputShape: number[]; readonly strides: number; readonly pad: Padding };
  };
  readonly InitialGamma: {
    readonly inputs: never;
    readonly attrs: { readonly words: number[]; readonly shape: number[]; readonly layers: number[] };
  };
  readonly BitFlip: {
    readonly inputs: 'x';
    /** With `sequence`, the first axis of x is the steps. */
    readonly attrs: { readonly words: number[]; readonly probability: number; readonly steps: number; readonly sequence?: boolean };
  };
  /**
   * `numbers` holds rate, epsilon and shrink, [3]. The scalar `factor` multiplies the gradient; if it is NaN, the update changes nothing.
   */
  readonly AdamUpdate: {
    readonly inputs: 'gradient' | 'variable' | 'first' | 'second' | 'numbers' | 'factor';
    readonly attrs: { readonly beta1: number; readonly beta2: number };
  };
}

/**
 * Every fused operation by its name, with its inputs and attributes. The type checker compares callers and backends with this table. The
 * input `bias` is left out for layers without a bias.
 */
export type FusedKernels = PlainKernels & OfPixels<'Residual'> & OfPixels<'EStep'> & OfPixels<'Loss'>;

type OfPixels<Step extends keyof PixelSteps> = { readonly [Pixels in keyof PixelKernels as `${Pixels}${Step}`]: PixelSteps[Step] };

/** The name of a fused operation. */
export type FusedName = keyof FusedKernels;
/** The attributes of a fused operation. */
export type FusedAttrs<Name extends FusedName> = FusedKernels[Name]['attrs'];

type InputsOf<Name extends FusedName> = Readonly<Record<Exclude<FusedKernels[Name]['inputs'], 'bias'>, Tensor>> & {
  readonly [Bias in Extract<FusedKernels[Name]['inputs'], 'bias'>]?: Tensor;
};

/**
 * The name, inputs and attributes of a fused operation. Without a name, the composition runs. If the name is in `FusedKernels`, inputs and
 * attributes are checked against that table; a kernel of your own under another name may have any.
 */
export type FusedKernel<Name extends string = string> = { readonly name: Name | undefined } & (Name extends FusedName
  ? { readonly inputs: InputsOf<Name>; readonly attrs: FusedAttrs<Name> }
  : { readonly inputs: NamedTensorMap; readonly attrs?: NamedAttrMap });
