import type { RunReport } from '../reports.ts';
import { type RunLog, rowOf } from '../run/logs.ts';
import { bytesField, concat, doubleField, floatField, varintField } from './protobuf.ts';
import { tfRecord } from './record.ts';

/** Settings of event files. */
export interface TensorBoardOptions {
  /** Returns the time now, in seconds since 1970. */
  readonly now: () => number;
}

/**
 * Returns a log of event files for TensorBoard: a scalar for each number of a step or validation (`training/loss`, `validation/ari`, …),
 * and the figures. Like all logs of a run, the file is cut when the run returns to a checkpoint, so that it holds no step twice.
 */
export function tensorBoardLog({ now }: TensorBoardOptions): RunLog {
  const event = (fields: readonly Uint8Array[]) => tfRecord(concat([doubleField(1, now()), ...fields]));
  const summary = (step: number, values: readonly Uint8Array[]) =>
    event([varintField(2, step), bytesField(5, concat(values.map((value) => bytesField(1, value))))]);
  return {
    // TensorBoard recognises its files by this part of their names.
    name: 'tensorboard/events.out.tfevents.0.nem',
    begin: () => event([bytesField(3, 'brain.Event:2')]),
    encode: (report) => {
      if (report.kind === 'figure') return summary(report.step, [figure(report)]);
      const values = scalars(report);
      return values.length === 0 ? new Uint8Array(0) : summary(report.step, values);
    },
  };
}

function scalars(report: RunReport): Uint8Array[] {
  if (report.kind !== 'step' && report.kind !== 'validation') return [];
  const group = report.kind === 'step' ? 'training' : 'validation';
  const { step, epoch, ...row } = rowOf(report) ?? {};
  return Object.entries(row).flatMap(([name, value]) =>
    typeof value === 'number' ? [concat([bytesField(1, `${group}/${name}`), floatField(2, value)])] : [],
  );
}

function figure({ name, width, height, png }: Extract<RunReport, { kind: 'figure' }>): Uint8Array {
  const RGB = 3;
  const image = concat([varintField(1, height), varintField(2, width), varintField(3, RGB), bytesField(4, png)]);
  return concat([bytesField(1, name), bytesField(4, image)]);
}
