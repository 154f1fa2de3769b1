import type { Decoder, EmModel, MStep, PixelDistribution, RelationalMStep } from '@neural-em/core';
import type { Dataset, DigitSplits } from '@neural-em/datasets';
import type { CellFactory } from '@neural-em/networks';
import type { Noise, OptimizerFactory, Schedule } from '@neural-em/trainers';
import type { TensorContainer } from '@tensorflow/tfjs-core';
import type { DataSettings, ModelSettings, RunSettings } from '../settings/types.ts';

/** What the pixels of a data set are: zeros and ones, or numbers from 0 to 1. */
export type PixelRange = 'binary' | 'real';

/** Where data that are not generated come from. */
export interface DataSources {
  /** The digits of flying MNIST and textured digits: in Node `loadMnist` of `@neural-em/datasets/mnist`. */
  readonly digits?: (() => DigitSplits) | undefined;
}

/** A data set by its settings. */
export interface DataPart {
  /** What its pixels are; looked up in the images themselves where it is left out. */
  readonly pixels?: PixelRange;
  /** Whether it has sequences of several frames. */
  readonly moves: boolean;
  /** Settings that mean something to it alone, of `path`, `shares`, `velocity`, `variants` and `leastObjects`. */
  readonly takes: readonly ('path' | 'shares' | 'velocity' | 'variants' | 'leastObjects')[];
  /** Its settings where nobody says others: sizes of its images, frames, objects. */
  readonly settings?: Partial<DataSettings>;
  readonly open: (data: DataSettings, sources: DataSources) => Dataset | Promise<Dataset>;
}

/** What a network is sized to. */
export interface NetworkOptions {
  /** Rows and columns of the images, and parameters of a pixel, [H, W, P·C]. */
  readonly shape: readonly [height: number, width: number, parameters: number];
  readonly model: ModelSettings;
  readonly cell: CellFactory;
  readonly seed: string;
}

/** A network by its settings: what an algorithm is made of. */
export interface NetworkPart {
  /** Says what is wrong with a size of images, and which would do; undefined for one that fits. */
  readonly misfit?: (shape: NetworkOptions['shape'], model: ModelSettings) => string | undefined;
  /** The decoder of N-EM, whose M-step is a gradient step through it; left out where there is none. */
  readonly gradient?: (options: NetworkOptions) => { readonly decoder: Decoder };
  /** Decoder and recurrent M-step of RNN-EM; left out where there are none. */
  readonly recurrent?: (options: NetworkOptions) => { readonly decoder: Decoder; readonly mStep: MStep<TensorContainer> };
  /** Decoder and relational M-step of Relational N-EM; left out where there are none. */
  readonly relational?: (options: NetworkOptions) => { readonly decoder: Decoder; readonly mStep: RelationalMStep<TensorContainer> };
}

/** What every model takes beside its network. */
export interface EmOptions {
  readonly pixels: PixelDistribution;
  readonly temperature: number;
  readonly floor: number;
  readonly gammaGradient: number;
}

/**
 * An algorithm: from a network to a function that makes models of it, all of the same parameters; undefined where the network has not
 * what the algorithm needs.
 */
export type AlgorithmPart = (network: NetworkPart) => ((options: NetworkOptions) => (em: EmOptions) => EmModel) | undefined;

/** A distribution of pixels. */
export interface PixelsPart {
  /** Whether it is a distribution of zeros and ones alone. */
  readonly binary: boolean;
  readonly make: (settings: ModelSettings['pixels']) => PixelDistribution;
}

/** A noise on what models read. */
export interface NoisePart {
  /** Whether it keeps a pixel 0 or 1, and means nothing to one between. */
  readonly binary: boolean;
  readonly make: (probability: number) => Noise;
}

/** An optimizer by its settings. */
export type OptimizerPart = (settings: RunSettings['optimizer'], learningRate: number) => OptimizerFactory;

/** A schedule of the learning rate by its settings, over the training steps that there are. */
export type SchedulePart = (settings: RunSettings['schedule'], total: number) => Schedule;

/** What settings may name. */
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
