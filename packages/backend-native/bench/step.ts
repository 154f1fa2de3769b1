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

/** Keeps the largest memory, in bytes, that a recording plans for its results. */
function watchMemory({ addon }: NativeBackend): { planned: number } {
  const plain = addon.replay;
  const largest = { planned: 0 };
  addon.replay = (recording, arrays, times) => {
    largest.planned = Math.max(largest.planned, addon.describe(recording).arena);
    plain(recording, arrays, times);
  };
  return largest;
}

/** Collects, over all replays, the least time of each step of the recording. */
function watch(native: NativeBackend): Map<string, { milliseconds: number; times: number }> {
  const { addon } = native;
  const plain = addon.replay;
  const found = new Map<string, { milliseconds: number; times: number }>();
  let least: Float64Array | undefined;
  addon.replay = (recording, arrays) => {
    const { steps } = addon.describe(recording);
    const taken = new Float64Array(steps.length);
    plain(recording, arrays, taken);
    const before = least;
    least = before ? taken.map((time, i) => Math.min(time, before[i]!)) : taken;
    found.clear();
    for (const [i, name] of steps.entries()) {
      const { milliseconds, times } = found.get(name) ?? { milliseconds: 0, times: 0 };
      found.set(name, { milliseconds: milliseconds + least[i]! / 1e6, times: times + 1 });
    }
  };
  return found;
}

async function main(): Promise<void> {
  tf.enableProdMode();
  await tf.setBackend('native');
  const { level } = configureNative({ threads: 1 });
  if (!(task in makers)) throw new Error(`there is no task ${task}: ${Object.keys(makers).join(' or ')}`);
  const step = makers[task as keyof typeof makers]({ ...tasks[task]!.sizes, batch: Number(batch) }, 0);
  const found = kernels === undefined ? undefined : watch(tf.backend() as NativeBackend);
  const memory = watchMemory(tf.backend() as NativeBackend);
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
      `of which recorded results take ${(memory.planned / 1e6).toFixed(1)} MB`,
  );
  for (const [name, { milliseconds, times }] of [...(found ?? [])].sort((a, b) => b[1].milliseconds - a[1].milliseconds))
    console.log(`${milliseconds.toFixed(2).padStart(9)} ms ${String(times).padStart(4)} × ${name}`);
}

await main();
