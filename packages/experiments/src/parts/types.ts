import type { Decoder, EmModel, MStep, PixelDistribution, RelationalMStep } from '@neural-em/core';
import type { Dataset, DigitSplits } from '@neural-em/datasets';
import type { CellFactory } from '@neural-em/networks';
import type { Noise, OptimizerFactory, Schedule } from '@neural-em/trainers';
import type { TensorContainer } from '@tensorflow/tfjs-core';
import type { DataSettings, ModelSettings, RunSettings } from '../settings/types.ts';

/** The kind of the pixels of a data set: zeros and ones, or numbers from 0 to 1. */
export type PixelRange = 'binary' | 'real';

/** The sources of data that are not generated. */
export interface DataSources {
  /** The digits of flying MNIST and textured digits: in Node `loadMnist` of `@neural-em/datasets/mnist`. */
  readonly digits?: (() => DigitSplits) | undefined;
}

/** A data set by its settings. */
export interface DataPart {
  /** The kind of its pixels. Default: found by examining the images. */
  readonly pixels?: PixelRange;
  /** Whether it has sequences of several frames. */
  readonly moves: boolean;
  /** The settings among `path`, `shares`, `velocity`, `variants` and `leastObjects` that it uses. */
  readonly takes: readonly ('path' | 'shares' | 'velocity' | 'variants' | 'leastObjects')[];
  /** Its own defaults: sizes of images, frames, objects. */
  readonly settings?: Partial<DataSettings>;
  readonly open: (data: DataSettings, sources: DataSources) => Dataset | Promise<Dataset>;
}

/** The sizes of a network. */
export interface NetworkOptions {
  /** Rows and columns of the images, and parameters of a pixel, [H, W, P·C]. */
  readonly shape: readonly [height: number, width: number, parameters: number];
  /** P, parameters that a pixel has for each channel. */
  readonly parameters: number;
  readonly model: ModelSettings;
  readonly cell: CellFactory;
  readonly seed: string;
}

/** A network: functions that make the parts of each algorithm from settings. */
export interface NetworkPart {
  /** Says why a size of images does not fit, and names sizes that do; undefined for a size that fits. */
  readonly misfit?: (shape: NetworkOptions['shape'], model: ModelSettings) => string | undefined;
  /** Makes the decoder of N-EM, whose M-step is a gradient step through it; left out if the network has none. */
  readonly gradient?: (options: NetworkOptions) => { readonly decoder: Decoder };
  /** Makes decoder and M-step of RNN-EM; left out if the network has none. */
  readonly recurrent?: (options: NetworkOptions) => { readonly decoder: Decoder; readonly mStep: MStep<TensorContainer> };
  /** Makes decoder and M-step of Relational N-EM; left out if the network has none. */
  readonly relational?: (options: NetworkOptions) => { readonly decoder: Decoder; readonly mStep: RelationalMStep<TensorContainer> };
}

/** The options of every model besides its network. */
export interface EmOptions {
  readonly pixels: PixelDistribution;
  readonly temperature: number;
  readonly floor: number;
  readonly gammaGradient: number;
  readonly gammaGradientNorm?: number;
  readonly firstSteps: number;
}

/**
 * An algorithm: takes a network and returns a function that makes models of it, all with the same parameters; undefined if the network lacks a part
 * that the algorithm needs.
 */
export type AlgorithmPart = (network: NetworkPart) => ((options: NetworkOptions) => (em: EmOptions) => EmModel) | undefined;

/** A distribution of pixels. */
export interface PixelsPart {
  /** Whether it is a distribution of zeros and ones only. */
  readonly binary: boolean;
  readonly make: (settings: ModelSettings['pixels']) => PixelDistribution;
}

/** A noise on the inputs of models. */
export interface NoisePart {
  /** Whether it is for pixels of zeros and ones only. */
  readonly binary: boolean;
  readonly make: (probability: number) => Noise;
}

/** An optimizer by its settings. */
export type OptimizerPart = (settings: RunSettings['optimizer'], learningRate: number) => OptimizerFactory;

/** A schedule of the learning rate from its settings and the number of training steps. */
export type SchedulePart = (settings: RunSettings['schedule'], total: number) => Schedule;

/** The parts that settings may name. */
export interface Parts {
  readonly algorithms: Readonly<Record<string, AlgorithmPart>>;
  readonly networks: Readonly<Record<string, NetworkPart>>;
  readonly cells: Readonly<Record<string, CellFactory>>;
  readonly pixels: Readonly<Record<string, PixelsPart>>;
  readonly data: Readonly<Record<string, DataPart>>;
  readonly noises: Readonly<Record<string, NoisePart>>;
  readonly optimizers: Readonly<Record<string, OptimizerPart>>;
  readonly schedules: Readonly<Record<string, SchedulePart>>;
  readonly sources: DataSources;
}
