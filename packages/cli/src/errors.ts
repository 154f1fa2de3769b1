import { BackendUnavailableError, UnknownBackendError } from '@neural-em/backends';
import { OptionError, ShapeError } from '@neural-em/core';
import { BrokenPackageError, DatasetFileError, DatasetOptionError, MissingPackageError } from '@neural-em/datasets';
import { ExperimentError } from '@neural-em/experiments';
import { PretrainedError } from '@neural-em/pretrained';
import { RunError } from '@neural-em/runs';
import { SweepError } from '@neural-em/sweeps';
import { DivergedError, RunDataError, RunLockedError, StorageError, TrainingOptionError, WeightsError } from '@neural-em/trainers';
import { LoggerError } from '@neural-em/trainers/loggers';

/** The command was used wrongly: flags that do not go together, a file that does not exist. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The exit codes of the process. */
export const exitCodes = { done: 0, bug: 1, usage: 2, diverged: 3, locked: 4, data: 5, failed: 6 } as const;

const usageErrors = [
  UsageError,
  RunError,
  SweepError,
  DatasetOptionError,
  MissingPackageError,
  BrokenPackageError,
  ExperimentError,
  TrainingOptionError,
  LoggerError,
  OptionError,
  ShapeError,
  UnknownBackendError,
  BackendUnavailableError,
];
const dataErrors = [DatasetFileError, PretrainedError, RunDataError, StorageError, WeightsError];

/** Returns the exit code of a failure; an error of an unknown class counts as a bug. */
export function exitCodeOf(error: unknown): number {
  if (usageErrors.some((kind) => error instanceof kind)) return exitCodes.usage;
  if (error instanceof DivergedError) return exitCodes.diverged;
  if (error instanceof RunLockedError) return exitCodes.locked;
  if (dataErrors.some((kind) => error instanceof kind) || isSystemError(error)) return exitCodes.data;
  if (isOutOfMemory(error)) return exitCodes.usage;
  return exitCodes.bug;
}

/** Returns the message for a failure whose cause lies outside of nem. */
export function messageOf(error: Error): string {
  return isOutOfMemory(error) ? `these sizes take more memory than there is (${error.message}): give smaller ones` : error.message;
}

/** Tells whether the system refused an operation: no permission, no space, a read-only disk, a missing file. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string';
}

/** Tells whether memory ran out. V8 has several messages for an array that is too large; WebAssembly and C++ have their own. */
function isOutOfMemory(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (/out of memory|cannot enlarge memory|\bOOM\b|bad_alloc|bad_array_new_length/i.test(error.message)) return true;
  return (
    error instanceof RangeError &&
    /allocation failed|invalid (typed )?array (buffer )?length|invalid (array|string|data view|atomics) length|string repeat|maximum size exceeded/i.test(
      error.message,
    )
  );
}
