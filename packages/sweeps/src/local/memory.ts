import { freemem } from 'node:os';

/** Bytes that a process is assumed to need before any process has reported its memory; the paper's experiments need this much. */
const FIRST_GUESS = 600 * 2 ** 20;

/**
 * Whether there is memory for one more process. The new process is assumed to become as large as the largest so far, and so are the running
 * processes that are still smaller.
 *
 * @param running - bytes of each running process; undefined if it has not reported yet.
 * @param largest - bytes of the largest process so far; 0 if none has reported.
 * @param available - bytes that new processes may take.
 */
export function hasRoom(running: readonly (number | undefined)[], largest: number, available: number): boolean {
  // At least one process must run.
  if (running.length === 0) return true;
  const each = largest > 0 ? 1.2 * largest : FIRST_GUESS;
  const stillToCome = running.reduce<number>((sum, bytes) => sum + Math.max(0, each - (bytes ?? 0)), 0);
  return available - stillToCome >= each;
}

/** Returns the bytes that new processes may take on this machine, or within the limits of its container. */
export function availableMemory(): number {
  // Node 20.13 and later know the limits of a container; `freemem` does not count memory that caches would give back.
  return typeof process.availableMemory === 'function' ? process.availableMemory() : freemem();
}
