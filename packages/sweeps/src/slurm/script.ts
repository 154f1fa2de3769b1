import { quote } from '@neural-em/runs';
import { SweepError } from '../errors.ts';

/** The resources that a SLURM job requests, and the command with which it starts a run. */
export interface SlurmOptions {
  /** Name of the job. */
  readonly name: string;
  /** Indices of the runs that are left, in the order of the sweep, from 0. */
  readonly runs: readonly number[];
  /** Folder of the sweep; the output of jobs is written to its `logs/`. */
  readonly folder: string;
  /** The command of the worker with its arguments, without `--index`. */
  readonly command: readonly string[];
  /**
   * Time limit of an element of the array, in the form of sbatch. A run that is not done by then is saved, and goes on when the element
   * runs again.
   */
  readonly time?: string | undefined;
  readonly partition?: string | undefined;
  /** Memory of a run, in the form of sbatch, such as `2G`. */
  readonly memory?: string | undefined;
  /** Number of cores of a run, and of threads of the native backend. Default 1. */
  readonly cores?: number | undefined;
  /** The largest number of elements of the array that run at a time. */
  readonly most?: number | undefined;
  /** Environment modules to load first. */
  readonly modules?: readonly string[] | undefined;
  /** Further lines for sbatch, without `#SBATCH`, such as `--account=lab`. */
  readonly sbatch?: readonly string[] | undefined;
  /** A script of your own with the placeholders `{{directives}}` and `{{run}}`, in place of the built-in script. */
  readonly template?: string | undefined;
}

/** The exit code of a worker that has saved its run, to go on in another job. It is the code of a temporary failure in sysexits. */
export const EXIT_TO_GO_ON = 75;

const TEMPLATE = `#!/bin/bash
{{directives}}

{{modules}}{{run}}
`;

/**
 * Returns the script of a job array for `sbatch`, with one element per run. SLURM warns an element two minutes before its time ends; the
 * element then saves its run, and asks to be queued again (only itself, not the whole array).
 *
 * @throws SweepError if nothing is left to do, or a template lacks a placeholder.
 */
export function slurmScript(options: SlurmOptions): string {
  const { runs, template = TEMPLATE, modules = [], sbatch = [] } = options;
  if (runs.length === 0) throw new SweepError('every run of the sweep is done: there is nothing left for SLURM');
  for (const place of ['{{directives}}', '{{run}}'])
    if (!template.includes(place)) throw new SweepError(`the template has no ${place}: it stands where ${what[place]} go`);
  const lines = [...directivesOf(options), ...sbatch].map((line) => `#SBATCH ${line}`);
  return template
    .replace('{{directives}}', () => lines.join('\n'))
    .replace('{{modules}}', () => (modules.length > 0 ? `module load ${modules.map(quote).join(' ')}\n\n` : ''))
    .replace('{{run}}', () => runOf(options));
}

const what: Readonly<Record<string, string>> = { '{{directives}}': 'the lines of #SBATCH', '{{run}}': 'the lines that run the worker' };

function directivesOf({ name, runs, folder, time, partition, memory, cores = 1, most }: SlurmOptions): string[] {
  return [
    `--job-name=${name}`,
    `--array=${ranges(runs)}${most === undefined ? '' : `%${most}`}`,
    '--requeue',
    '--signal=B:USR1@120',
    '--open-mode=append',
    `--output=${folder}/logs/slurm-%A_%a.out`,
    `--cpus-per-task=${cores}`,
    ...(time === undefined ? [] : [`--time=${time}`]),
    ...(partition === undefined ? [] : [`--partition=${partition}`]),
    ...(memory === undefined ? [] : [`--mem=${memory}`]),
  ];
}

/** Returns numbers in the form of sbatch, such as `0-3,7`. */
export function ranges(numbers: readonly number[]): string {
  const found: [first: number, last: number][] = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const before = found.at(-1);
    if (before && before[1] === number - 1) before[1] = number;
    else found.push([number, number]);
  }
  return found.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}

/**
 * Returns the lines that run the worker. Bash does not pass signals on to the program that it waits for, and `wait` returns when a signal
 * arrives; so these lines pass signals on, and wait once more after each.
 */
function runOf({ command, cores = 1 }: SlurmOptions): string {
  return `export NEURAL_EM_NATIVE_THREADS=${cores}
${command.map(quote).join(' ')} --index "$SLURM_ARRAY_TASK_ID" &
worker=$!
pass_on() { signalled=yes; kill -s "$1" "$worker" 2> /dev/null; }
trap 'pass_on USR1' USR1
trap 'pass_on TERM' TERM
wait "$worker"
code=$?
while [ "$signalled" = yes ]; do
  signalled=no
  wait "$worker"
  again=$?
  # 127: it was gone when the signal came.
  [ "$again" -eq 127 ] || code=$again
done

# The worker saved its run: this element goes on later. One that was cancelled is not RUNNING any more, and stays cancelled.
element="\${SLURM_ARRAY_JOB_ID}_\${SLURM_ARRAY_TASK_ID}"
if [ "$code" -eq ${EXIT_TO_GO_ON} ] && [ "$(squeue --noheader --jobs="$element" --format=%T)" = RUNNING ]; then
  scontrol requeue "$element" && sleep 60
fi
exit "$code"`;
}
