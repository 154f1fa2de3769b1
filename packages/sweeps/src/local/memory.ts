import { freemem } from 'node:os';

/** What a process is taken to need before any was seen: what the paper's experiments take. */
const FIRST_GUESS = 600 * 2 ** 20;

/**
 * Whether memory holds one more process: as large as the largest that was seen, beside what those that have just begun are still to take.
 *
 * @param running - bytes of each process that runs; undefined where it has not told yet.
 * @param largest - bytes of the largest that was seen; 0 where none was.
 * @param available - bytes that new processes may take.
 */
export function hasRoom(running: readonly (number | undefined)[], largest: number, available: number): boolean {
  // Something must go on.
  if (running.length === 0) return true;
  const each = largest > 0 ? 1.2 * largest : FIRST_GUESS;
  const stillToCome = running.reduce<number>((sum, bytes) => sum + Math.max(0, each - (bytes ?? 0)), 0);
  return available - stillToCome >= each;
}

/** Bytes that new processes may take on this machine, or within the limits of its container. */
export function availableMemory(): number {
  // Node 20.13 and later know what a container may take; the free memory of os leaves out what caches would give back.
  return typeof process.availableMemory === 'function' ? process.availableMemory() : freemem();
}
