import { availableParallelism } from 'node:os';
import { NativeBackendError } from './errors.ts';

/** Settings of the native backend; they hold for the whole process. */
export interface NativeOptions {
  /**
   * The number of threads that share an operation, including the caller's. Default: environment variable `NEURAL_EM_NATIVE_THREADS`, else
   * all cores.
   */
  threads?: number;
  /** Instruction level: 'avx512', 'avx2' or 'baseline'. Default: `NEURAL_EM_NATIVE_LEVEL`, else the best that the processor runs. */
  level?: string;
  /** Megabytes of freed tensors kept for reuse. Default: `NEURAL_EM_NATIVE_POOL_MB`, else 4096. */
  poolMegabytes?: number;
}

/** All settings, with defaults filled in. */
export type NativeSettings = Required<NativeOptions>;

function wholeNumber(name: string, value: number, least: number): number {
  if (Number.isInteger(value) && value >= least) return value;
  throw new NativeBackendError(`native backend: ${name} must be a whole number of at least ${least}, given ${value}`);
}

/**
 * Returns all settings: options win over environment variables, and these over defaults. An empty variable counts as not set. `levels`:
 * those that this machine runs, best first.
 */
export function decideSettings(options: NativeOptions, levels: readonly string[], environment = process.env): NativeSettings {
  const threads = options.threads ?? Number(environment.NEURAL_EM_NATIVE_THREADS || availableParallelism());
  const level = options.level ?? (environment.NEURAL_EM_NATIVE_LEVEL || (levels[0] ?? 'baseline'));
  const poolMegabytes = options.poolMegabytes ?? Number(environment.NEURAL_EM_NATIVE_POOL_MB || 4096);
  if (!levels.includes(level)) {
    throw new NativeBackendError(`native backend: this machine runs the instruction levels ${levels.join(', ')}, given ${level}`);
  }
  return {
    threads: Math.min(256, wholeNumber('threads', threads, 1)),
    level,
    poolMegabytes: wholeNumber('poolMegabytes', poolMegabytes, 0),
  };
}
