import { OptionError, ShapeError } from '@neural-em/core';
import { DatasetOptionError, MissingPackageError } from '@neural-em/datasets';
import { ExperimentError } from '@neural-em/experiments';
import { RunError } from '@neural-em/runs';
import { DivergedError, RunDataError, RunLockedError, TrainingOptionError } from '@neural-em/trainers';
import { LoggerError } from '@neural-em/trainers/loggers';
import { SweepError } from '../errors.ts';
import type { Outcome } from './messages.ts';

/** Errors with which another attempt would end, too. */
const lasting = [
  ExperimentError,
  RunError,
  SweepError,
  DivergedError,
  RunDataError,
  TrainingOptionError,
  LoggerError,
  OptionError,
  ShapeError,
  DatasetOptionError,
  MissingPackageError,
];

/** Returns the outcome of an attempt that threw an error. */
export function outcomeOf(error: unknown): Outcome {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof RunLockedError) return { kind: 'locked', message };
  if (isFull(error)) return { kind: 'full', message };
  return { kind: 'failed', message, again: !lasting.some((kind) => error instanceof kind) };
}

/** Whether an error says that a disk, or a quota, is full. */
function isFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')) return true;
  return isFull(error.cause);
}
