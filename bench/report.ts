import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';
import { median } from './median.ts';
import type { Measured } from './rounds.ts';

/** Returns the contender of a group with the lowest median. */
export function fastest(measured: readonly Measured[], group: string): Measured | undefined {
  const members = measured.filter(({ spec }) => spec.group === group);
  return members.reduce<Measured | undefined>((best, one) => (best && median(best.ms) <= median(one.ms) ? best : one), undefined);
}

/** Returns a table of the measurements, with the speed and memory of each contender relative to the fastest of each group of peers. */
export function table(measured: readonly Measured[], peerGroups: readonly string[]): string {
  const peers = peerGroups.map((group) => fastest(measured, group)).filter((peer) => peer !== undefined);
  const head = ['training step', 'ms (median)', 'ms (range)', 'peak MB'];
  for (const { spec } of peers) head.push(`speed / ${spec.group}`, `memory / ${spec.group}`);
  const rows = measured.map(({ spec, ms, rss }) => {
    const row = [spec.name, tidy(median(ms)), `${tidy(Math.min(...ms))} – ${tidy(Math.max(...ms))}`, String(Math.round(rss / 1e6))];
    for (const peer of peers) row.push(`${(median(peer.ms) / median(ms)).toPrecision(3)}×`, `${(rss / peer.rss).toFixed(2)}×`);
    return row;
  });
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' | ')} |`;
  const rule = `|${widths.map((width, i) => (i === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  const references = peers.map(({ spec }) => `Fastest of ${spec.group}: ${spec.name}.`);
  return [line(head), rule, ...rows.map(line), '', ...references].join('\n');
}

function tidy(ms: number): string {
  return ms < 100 ? ms.toFixed(1) : ms.toFixed(0);
}

/** The conditions on which the numbers depend. */
export interface Conditions {
  readonly date: string;
  readonly machine: string;
  readonly instructions: string;
  readonly node: string;
  readonly tfjs: string;
  readonly commit: string;
  readonly load: string;
}

/** Reads the present conditions. */
export function conditions(): Conditions {
  const gigabytes = Math.round(totalmem() / 1e9);
  return {
    date: new Date().toISOString(),
    machine: `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, ${gigabytes} GB, ${platform()} ${arch()}`,
    instructions: vectorInstructions(),
    node: process.version,
    tfjs: JSON.parse(readFileSync(new URL('../../node_modules/@tensorflow/tfjs-core/package.json', import.meta.url), 'utf8')).version,
    commit: firstLine(() => execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' })),
    load: firstLine(() => readFileSync('/proc/loadavg', 'utf8')),
  };
}

function vectorInstructions(): string {
  const flags = firstLine(() => /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? '').split(' ');
  return ['fma', 'avx2', 'avx512f'].filter((flag) => flags.includes(flag)).join(' ') || 'unknown';
}

function firstLine(read: () => string): string {
  try {
    return read().trim().split('\n')[0] ?? '';
  } catch {
    return 'unknown';
  }
}
