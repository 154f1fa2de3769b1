// Turns a trial into a run that nem can evaluate, show and continue, with the best weights in half precision:
// npx tsx scripts/video-trials/as-run.ts TRIAL OUT EXPERIMENT
// EXPERIMENT names the settings; the trial must have trained the same network.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chooseBackend } from '@neural-em/backends';
import { assembleModel, complete, experimentNamed } from '@neural-em/experiments';
import { configOf } from '@neural-em/runs';
import { createRun, decodeSafetensors, encodeSafetensors, loadWeights } from '@neural-em/trainers';
import { folderStorage } from '@neural-em/trainers/node';

const [trial, out, experiment] = process.argv.slice(2);
if (!trial || !out || !experiment) throw new Error('usage: as-run.ts TRIAL OUT EXPERIMENT');
const backend = await chooseBackend({ name: 'native' });
const { weights, metadata } = decodeSafetensors(readFileSync(join(trial, 'best/weights.safetensors')));
const named = experimentNamed(experiment);
const step = Number(metadata.step);
// The learning rate of a trial moves between points, which the schedules of a run cannot express.
const { schedule } = named.run;
const settings = complete({
  ...named,
  training: { ...named.training, maxSteps: step },
  run: { ...named.run, schedule: { ...schedule, kind: 'constant' } },
});
loadWeights(assembleModel(settings).model.params, weights);
mkdirSync(join(out, 'best'), { recursive: true });
await createRun(folderStorage(out), configOf(settings, { backend }));
writeFileSync(join(out, 'best/weights.safetensors'), encodeSafetensors(weights, metadata, { precision: 'F16' }));
