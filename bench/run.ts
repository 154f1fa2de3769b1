import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { findPython, ourContenders, peerContenders } from './contenders.ts';
import { growth } from './growth.ts';
import { conditions, table } from './report.ts';
import { measure } from './rounds.ts';
import { shares } from './share.ts';
import { tasks } from './tasks.ts';

const help = `Milliseconds and memory of whole training steps: every tfjs backend that is here beside PyTorch.

  node bench/run.mjs [options]

  --task a,b        ${Object.keys(tasks).join(', ')} (all)
  --backends a,b    only these tfjs backends (all)
  --rounds N        interleaved rounds (5)
  --seconds S       length of a turn, at least one training step (2)
  --slow S          one round only for what takes longer for a training step (10)
  --limit S         leave out what does not answer for so long (300)
  --threads N       threads of PyTorch beside 1 (the cores at hand)
  --python PATH     a Python with PyTorch (python3, /usr/bin/python3); "none" leaves PyTorch out
  --growth          also: time and memory with B, K, steps and pixels doubled and a quarter of B, one after the other
  --seed N          (0)
  --out FILE        also write everything as JSON`;

function readOptions() {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const { values } = parseArgs({
    options: {
      ...{ task: text, backends: text, rounds: text, seconds: text, slow: text, limit: text, threads: text },
      ...{ python: text, seed: text, out: text, growth: flag, help: flag },
    },
  });
  const list = (value = '') => value.split(',').filter((name) => name !== '');
  const number = (name: string, value: string | undefined, otherwise: number, least: number) => {
    const given = Number(value ?? otherwise);
    if (!(given >= least)) throw new TypeError(`--${name} must be a number of at least ${least}, not ${value}`);
    return given;
  };
  const chosen = values.task ? list(values.task) : Object.keys(tasks);
  for (const name of chosen)
    if (!Object.hasOwn(tasks, name)) throw new TypeError(`--task: there is no ${name}, only ${Object.keys(tasks).join(', ')}`);
  return {
    help: values.help ?? false,
    chosen,
    backends: list(values.backends),
    rounds: number('rounds', values.rounds, 5, 1),
    turnSeconds: number('seconds', values.seconds, 2, 0),
    slowSeconds: number('slow', values.slow, 10, 0),
    limitSeconds: number('limit', values.limit, 300, 1),
    threads: number('threads', values.threads, availableParallelism(), 1),
    seed: number('seed', values.seed, 0, 0),
    python: values.python === 'none' ? undefined : findPython(values.python ? [values.python] : undefined),
    growth: values.growth ?? false,
    out: values.out,
  };
}

type Options = ReturnType<typeof readOptions>;

async function run(options: Options): Promise<void> {
  if (options.help) return console.log(help);
  const { rounds, turnSeconds, slowSeconds, limitSeconds, seed, threads, python, backends } = options;
  const rule = { rounds, turnSeconds, slowSeconds, limitSeconds, log: (line: string) => console.error(line) };
  const about = conditions();
  console.log(
    Object.entries({ ...about, seed, rounds })
      .map(([key, value]) => `${key}: ${value}`)
      .join('\n'),
  );
  if (!python) console.log('No Python with PyTorch (tried python3 and /usr/bin/python3; --python names another): no peer, no ratios.');
  const results: Record<string, unknown> = {};
  for (const name of options.chosen) {
    const task = tasks[name]!;
    const contendersOf = (sizes = task.sizes) => [
      ...ourContenders(name, sizes, { seed, only: backends }),
      ...(python ? peerContenders(task, sizes, { python, seed, threads }) : []),
    ];
    const result = await measure(contendersOf(), rule);
    console.log(
      `\n${name}, ${Object.entries(task.sizes)
        .map(([key, value]) => `${key} ${value}`)
        .join(', ')}\n`,
    );
    console.log(table(result.measured, Object.keys(task.peerGroups)));
    for (const { name: left, reason } of result.leftOut) console.log(`Left out: ${left}: ${reason}`);
    const where = await shares(contendersOf(), result.measured, limitSeconds);
    results[name] = {
      ...result,
      shares: where,
      ...(options.growth ? { growth: await growth(task, result.measured, contendersOf, rule) } : {}),
    };
  }
  if (options.out) writeFileSync(options.out, `${JSON.stringify({ conditions: about, seed, results }, null, 2)}\n`);
}

let options: Options | undefined;
try {
  options = readOptions();
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\nSee --help.`);
  process.exitCode = 2;
}
if (options) await run(options);
