import {
  convRNem,
  convRnnEm,
  denseDecoder,
  patchRNem,
  patchRnnEm,
  relational,
  relationalMStep,
  staticShapesNem,
  staticShapesRnnEm,
} from '@neural-em/networks';
import type { ModelSettings } from '../settings/types.ts';
import type { NetworkOptions, NetworkPart } from './types.ts';

const flat = ({ shape: [height, width, parameters], model, seed }: NetworkOptions) =>
  ({ etaShape: [height * width, parameters], thetaSize: model.thetaSize, seed }) as const;

/** Sizes of the convolutional network of flying shapes (paper appendix A.2). */
const paperSizes = { channels: [32, 64], dense: 512, standardize: false } as const;

/** A patch of the size of the digits of flying MNIST, on an image of Bernoulli pixels. */
const paperDigits = { rows: 14, columns: 14, background: -4, search: false, motion: false } as const;

/** If a convolutional network cannot halve this size as often as it has convolutions, returns a text with the nearest sizes that it can. */
function misfit([height, width]: NetworkOptions['shape'], { convolutional: { channels } = paperSizes }: ModelSettings): string | undefined {
  const factor = 2 ** channels.length;
  if (channels.length > 0 && height % factor === 0 && width % factor === 0) return undefined;
  const near = (round: (x: number) => number) => [height, width].map((side) => Math.max(1, round(side / factor)) * factor).join('×');
  const sizes = [...new Set([near(Math.floor), near(Math.ceil)])].join(' or ');
  return `${channels.length} convolutions halve images ${channels.length} times, which ${height}×${width} does not allow: ${sizes} do, and the network dense takes any size`;
}

function patchSizes({ shape, parameters, model: { thetaSize, convolutional, patch = paperDigits }, seed }: NetworkOptions) {
  const { standardize, ...sizes } = convolutional ?? paperSizes;
  const { rows, columns, ...rest } = patch;
  return {
    ...sizes,
    ...rest,
    standardizeInput: standardize,
    imageShape: shape,
    parameters,
    patch: [rows, columns],
    thetaSize,
    seed,
  } as const;
}

/** Networks of this package, by name. */
export const networks = {
  dense: {
    gradient: (options) => staticShapesNem(flat(options)),
    recurrent: (options) => staticShapesRnnEm({ ...flat(options), cell: options.cell }),
    relational: (options) => {
      const { etaShape, thetaSize, seed } = flat(options);
      const { attention = true } = options.model;
      const cell = relational({ inputs: etaShape[0] * etaShape[1], size: thetaSize, attention, seed: `${seed}/recurrent` });
      return { decoder: denseDecoder({ thetaSize, etaShape, seed: `${seed}/decoder` }), mStep: relationalMStep({ cell }) };
    },
  },
  conv: {
    misfit,
    recurrent: ({ shape, model, cell, seed }) => {
      const { standardize, ...sizes } = model.convolutional ?? paperSizes;
      return convRnnEm({ ...sizes, standardizeInput: standardize, imageShape: shape, thetaSize: model.thetaSize, cell, seed });
    },
    relational: ({ shape, model, seed }) => {
      const { attention = true, thetaSize, convolutional = paperSizes } = model;
      const { standardize, ...sizes } = convolutional;
      return convRNem({ ...sizes, standardizeInput: standardize, imageShape: shape, thetaSize, attention, seed });
    },
  },
  patch: {
    misfit: ([height, width], { patch: { rows, columns } = paperDigits }) =>
      rows > height || columns > width ? `a patch of ${rows}×${columns} does not fit into images of ${height}×${width}` : undefined,
    recurrent: (options) => patchRnnEm({ ...patchSizes(options), cell: options.cell }),
    relational: (options) => {
      const { attention = true } = options.model;
      return patchRNem({ ...patchSizes(options), attention });
    },
  },
} satisfies Readonly<Record<string, NetworkPart>>;
