import { quote } from '@neural-em/runs';
import { SweepError } from '../errors.ts';

/** What a job of SLURM asks for, and how it begins a run. */
export interface SlurmOptions {
  /** Names the job. */
  readonly name: string;
  /** Numbers of the runs that are left, in the sweep's order, from 0. */
  readonly runs: readonly number[];
  /** The folder of the sweep: what jobs print goes into its `logs/`. */
  readonly folder: string;
  /** The worker and its arguments, without `--index`. */
  readonly command: readonly string[];
  /** Time of an element of the array, as sbatch takes it; a run that is not done by then is saved and goes on in the next. */
  readonly time?: string | undefined;
  readonly partition?: string | undefined;
  /** As sbatch takes it: `2G`. */
  readonly memory?: string | undefined;
  /** Cores of a run, and threads of the native backend. Default 1. */
  readonly cores?: number | undefined;
  /** Elements of the array that run at a time, at most. */
  readonly most?: number | undefined;
  /** Modules to load first. */
  readonly modules?: readonly string[] | undefined;
  /** More lines for sbatch, without `#SBATCH`, as `--account=lab`. */
  readonly sbatch?: readonly string[] | undefined;
  /** A script with `{{directives}}` and `{{run}}` in it, in place of the one that is made. */
  readonly template?: string | undefined;
}

/** The exit code of a worker that saved its run, to go on in another job: that of a failure that will pass (sysexits). */
export const EXIT_TO_GO_ON = 75;

const TEMPLATE = `#!/bin/bash
{{directives}}

{{modules}}{{run}}
`;

/**
 * The script of a job array for `sbatch`: an element for each run, which is warned two minutes before its time ends, saves its run, and
 * asks for this element alone to be queued again.
 *
 * @throws SweepError where nothing is left to do, or a template has no place for what is needed.
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

/** Numbers as sbatch takes them: `0-3,7`. */
export function ranges(numbers: readonly number[]): string {
  const found: [first: number, last: number][] = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const before = found.at(-1);
    if (before && before[1] === number - 1) before[1] = number;
    else found.push([number, number]);
  }
  return found.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}

/** Bash passes no signal on to the program that it waits for, and leaves `wait` when one comes: so it waits once more then. */
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
