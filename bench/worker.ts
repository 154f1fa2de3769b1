/**
 * Does training steps of a task on one tfjs backend, on demand: `worker.mjs TASK BACKEND SEED --batch … --width …`.
 * Follows the protocol of `peer.py`; if the backend cannot run here, prints {"ready": false, "reason": …} and ends.
 */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { chooseBackend } from '@neural-em/backends';
import { flyingShapesStep } from './flying-shapes.ts';
import { profile } from './profile.ts';
import { staticShapesStep } from './static-shapes.ts';
import type { Sizes, TrainingStep } from './tasks.ts';

const steps: Readonly<Record<string, (sizes: Sizes, seed: number) => TrainingStep>> = {
  'static-shapes': staticShapesStep,
  'flying-shapes': flyingShapesStep,
};

function say(message: object): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

/** Returns the peak resident bytes of this process alone; `getrusage` may report the peak of the parent process. */
function peakMemory(): number {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}

function readArguments() {
  const size = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { batch: size, components: size, steps: size, height: size, width: size },
  });
  const number = (name: keyof Sizes) => Number(values[name]);
  const sizes: Sizes = {
    batch: number('batch'),
    components: number('components'),
    steps: number('steps'),
    height: number('height'),
    width: number('width'),
  };
  const [task = '', backend = '', seed = '0'] = positionals;
  return { task, backend, seed: Number(seed), sizes };
}

async function serve(): Promise<void> {
  const { task, backend, seed, sizes } = readArguments();
  const create = steps[task];
  if (!create) throw new Error(`there is no task ${task}`);
  const { description } = await chooseBackend({ name: backend });
  const step = create(sizes, seed);
  say({ ready: true, description });
  for await (const line of createInterface({ input: process.stdin })) {
    const [command, number] = line.split(' ');
    const count = Number(number);
    if (command === 'profile') {
      say(await profile(step, count));
      break; // the addon's functions are wrapped now, so that further times could not be compared
    }
    let loss = Number.NaN;
    const start = performance.now();
    for (let i = 0; i < count; i++) loss = await step();
    say({ ms: (performance.now() - start) / count, rss: peakMemory(), loss });
  }
}

try {
  await serve();
} catch (error) {
  say({ ready: false, reason: error instanceof Error ? error.message : String(error) });
}
