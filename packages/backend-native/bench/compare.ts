/**
 * Measures processor time, in milliseconds, of predictions and training steps of common models on this backend, `wasm` and `cpu`, one
 * thread each. The backends take turns within one process, and the fastest round of each counts, so that other work on the machine has
 * little effect. `node bench/run.mjs compare --help` lists the options.
 */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { configureNative } from '@neural-em/backend-native';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { models, prepare, tasks } from './models.ts';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    only: { type: 'string', default: '' },
    backends: { type: 'string', default: 'native,wasm,cpu' },
    help: { type: 'boolean' },
  },
});
if (options.help) {
  console.log(
    'node bench/run.mjs compare [--rounds 7] [--only MobileNet] [--backends native,wasm,cpu]   (the package must be built: npm run build)',
  );
  process.exit(0);
}

const backends = ['native', 'wasm', 'cpu'] as const;
type Name = (typeof backends)[number];
const asked = options.backends.split(',');
/** A backend that takes longer than this, in milliseconds, is measured once only: it is slow without doubt. */
const patience = 2000;

tf.enableProdMode();
setWasmPaths(`${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/`);
const settings = configureNative({ threads: 1 });

interface Timing {
  milliseconds: number;
  lacks?: string;
}

async function measure(model: (typeof models)[number], task: (typeof tasks)[number]): Promise<Record<Name, Timing>> {
  const best = Object.fromEntries(backends.map((name) => [name, { milliseconds: Number.POSITIVE_INFINITY }])) as Record<Name, Timing>;
  const steps = new Map<Name, () => number>();
  for (let round = 0; round <= Number(options.rounds); round++) {
    for (const name of backends) {
      const timing = best[name];
      if (
        timing.lacks ||
        !asked.includes(name) ||
        (round > 0 && timing.milliseconds < Number.POSITIVE_INFINITY && timing.milliseconds > patience)
      )
        continue;
      await tf.setBackend(name);
      try {
        const step = steps.get(name) ?? prepare(model, task);
        steps.set(name, step);
        const start = process.cpuUsage();
        const value = step();
        const used = process.cpuUsage(start);
        const milliseconds = (used.user + used.system) / 1000;
        if (!Number.isFinite(value)) throw new Error(`${model.name} gives ${value} on ${name}`);
        // The first round warms up.
        if (round > 0 || milliseconds > patience) timing.milliseconds = Math.min(timing.milliseconds, milliseconds);
      } catch (error) {
        const kernel = /Kernel '(\w+)' not registered/.exec(String(error))?.[1];
        if (!kernel) throw error;
        timing.lacks = kernel;
      }
    }
  }
  return best;
}

const written = ({ milliseconds, lacks }: Timing) =>
  lacks ? `lacks ${lacks}` : !Number.isFinite(milliseconds) ? '' : milliseconds.toFixed(milliseconds < 10 ? 2 : 1);
const against = (native: Timing, other: Timing) =>
  !Number.isFinite(other.milliseconds) ? '' : `${(other.milliseconds / native.milliseconds).toFixed(1)}×`;

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
console.log(`${cpus()[0]!.model}, ${settings.level}, one thread, Node ${process.version}, tfjs-core ${tf.version_core}, commit ${commit}`);
console.log(`${new Date().toISOString().slice(0, 10)}, milliseconds of processor time, the fastest of ${options.rounds}\n`);
console.log('| model | | native | wasm | cpu | against wasm | against cpu |\n|---|---|--:|--:|--:|--:|--:|');
for (const model of models.filter(({ name }) => name.includes(options.only))) {
  for (const task of tasks) {
    const { native, wasm, cpu } = await measure(model, task);
    const times = [native, wasm, cpu].map(written).join(' | ');
    console.log(`| ${model.name} | ${task} | ${times} | ${against(native, wasm)} | ${against(native, cpu)} |`);
  }
}
process.exit(0); // the wasm backend keeps Node waiting
