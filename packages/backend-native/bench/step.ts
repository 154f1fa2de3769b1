// Measures processor time and memory of whole training steps on this backend with one thread, also on a machine with other work:
//   node packages/backend-native/bench/run.mjs step [flying-shapes|static-shapes] [batch] [steps] [kernels]   (the packages must be built)
// With a fourth argument it also prints the time of each kernel of the recording, the least of all steps.
import { configureNative } from '@neural-em/backend-native';
import '@neural-em/backends';
import * as tf from '@tensorflow/tfjs-core';
import { flyingShapesStep } from '../../../bench/flying-shapes.ts';
import { staticShapesStep } from '../../../bench/static-shapes.ts';
import { tasks } from '../../../bench/tasks.ts';
import type { NativeBackend } from '../src/backend.ts';

const [task = 'flying-shapes', batch = '16', count = '8', kernels] = process.argv.slice(2);
const makers = { 'flying-shapes': flyingShapesStep, 'static-shapes': staticShapesStep };

/** Notes the largest memory, in bytes, that a recording plans for its results, and if `timed`, the least time of each step over all replays. */
function watch({ addon }: NativeBackend, timed: boolean) {
  const { replay } = addon;
  const seen = { planned: 0, kernels: new Map<string, { milliseconds: number; times: number }>() };
  let least: Float64Array | undefined;
  addon.replay = (recording, arrays, times) => {
    const { arena, steps } = addon.describe(recording);
    seen.planned = Math.max(seen.planned, arena);
    const taken = timed ? new Float64Array(steps.length) : times;
    replay(recording, arrays, taken);
    if (!timed || !taken) return;
    const before = least;
    least = before ? taken.map((time, i) => Math.min(time, before[i]!)) : taken;
    seen.kernels.clear();
    for (const [i, name] of steps.entries()) {
      const { milliseconds, times } = seen.kernels.get(name) ?? { milliseconds: 0, times: 0 };
      seen.kernels.set(name, { milliseconds: milliseconds + least[i]! / 1e6, times: times + 1 });
    }
  };
  return seen;
}

async function main(): Promise<void> {
  tf.enableProdMode();
  await tf.setBackend('native');
  const { level } = configureNative({ threads: 1 });
  if (!(task in makers)) throw new Error(`there is no task ${task}: ${Object.keys(makers).join(' or ')}`);
  const step = makers[task as keyof typeof makers]({ ...tasks[task]!.sizes, batch: Number(batch) }, 0);
  const seen = watch(tf.backend() as NativeBackend, kernels !== undefined);
  await step();
  const used: number[] = [];
  for (let i = 0; i < Number(count); i++) {
    const start = process.cpuUsage();
    await step();
    const { user, system } = process.cpuUsage(start);
    used.push((user + system) / 1000);
  }
  used.sort((a, b) => a - b);
  const peak = process.resourceUsage().maxRSS / 1024;
  console.log(
    `${task}, batch ${batch}, ${level}: lowest ${used[0]!.toFixed(1)} ms, median ${used[used.length >> 1]!.toFixed(1)} ms, peak ${peak.toFixed(0)} MB, ` +
      `of which recorded results take ${(seen.planned / 1e6).toFixed(1)} MB`,
  );
  for (const [name, { milliseconds, times }] of [...seen.kernels].sort((a, b) => b[1].milliseconds - a[1].milliseconds))
    console.log(`${milliseconds.toFixed(2).padStart(9)} ms ${String(times).padStart(4)} × ${name}`);
}

await main();
