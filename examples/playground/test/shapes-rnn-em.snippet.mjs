import { adjustedMutualInformation, onForeground } from '@neural-em/metrics';
import { chooseBackend } from '@neural-em/backends';
import { flyingShapes } from '@neural-em/datasets';
import { hardAssignment } from '@neural-em/metrics';
import { initialGamma } from '@neural-em/core';
import { loadPretrained } from '@neural-em/pretrained';
import { tensor } from '@tensorflow/tfjs-core';

const dataset = flyingShapes({ seed: 45, frames: 21 });
const [height, width] = dataset.imageShape;
const size = height * width;
const video = dataset.read('test', [0]);
const frames = Array.from({ length: dataset.frames }, (_, t) => video.frames.slice(t * size, (t + 1) * size));
const truth = video.groups.slice(-size);

await chooseBackend();
const { model } = await loadPretrained('flying-shapes-small');
const components = 3;
const images = frames.map((frame) => tensor(frame, [1, 1, height * width, 1]));
let state = model.init(initialGamma({ images: 1, components, pixels: height * width, seed: 1 }));
for (let t = 0; t + 1 < images.length; t++) state = model.step(state, images[t], images[t + 1]);
const groups = hardAssignment(await state.gamma.data(), [components, height * width]);

for (let y = 0; y < height; y++) console.log(Array.from(groups.slice(y * width, (y + 1) * width), (k, x) => (frames.at(-1)[y * width + x] > 0.1 ? k : '.')).join(''));
const ami = onForeground((a, b) => adjustedMutualInformation(a, b, { average: 'max' }));
console.log('AMI', ami(truth, groups).toFixed(3));
