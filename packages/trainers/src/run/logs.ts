import type { RunReport } from '../reports.ts';

/** A file that grows during a run. */
export interface RunLog {
  readonly name: string;
  /** Returns the beginning of the file. */
  begin(): Uint8Array;
  /** Returns the bytes that a report adds; there may be none. */
  encode(report: RunReport): Uint8Array;
}

/** `metrics.jsonl`: a row of JSON for each step, validation, warning and divergence; the same run gives the same rows. */
export const metricsLog: RunLog = {
  name: 'metrics.jsonl',
  begin: () => new Uint8Array(0),
  encode: (report) => {
    const row = rowOf(report);
    return row ? new TextEncoder().encode(`${JSON.stringify(row)}\n`) : new Uint8Array(0);
  },
};

/** Returns a report as a flat row, with scores as means over images; undefined for reports without a row. */
export function rowOf(report: RunReport): Record<string, unknown> | undefined {
  if (['checkpoint', 'end', 'figure', 'notice'].includes(report.kind)) return undefined;
  if (report.kind === 'validation') {
    const { kind, step, epoch, improved, validation } = report;
    const { loss, intra, inter, scores, use } = validation;
    const means = Object.entries(scores).map(([name, values]) => [name, values.reduce((a, b) => a + b, 0) / values.length]);
    return { kind, step, epoch, loss, intra, inter, ...Object.fromEntries(means), ...use, improved };
  }
  if (report.kind === 'diverged') {
    const { divergence, ...rest } = report;
    const { losses, gradientNorm, gradients } = divergence;
    return { ...rest, diverged: divergence.step, ...losses, gradientNorm, gradients: gradients.slice(0, 5) };
  }
  return { ...report };
}
