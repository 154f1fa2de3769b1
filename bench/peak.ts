import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../peak.cc', import.meta.url));

/** Returns the machine's peak of fused multiply-adds in GFLOP/s, by number of threads; undefined if there is no compiler. */
export function measurePeak(threads: readonly number[]): Map<number, number> | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'peak-'));
  try {
    const program = join(folder, 'peak');
    execFileSync('g++', ['-O3', '-march=native', '-pthread', source, '-o', program], { stdio: 'ignore' });
    return new Map(threads.map((count) => [count, Number(execFileSync(program, [String(count)], { encoding: 'utf8' }))]));
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
