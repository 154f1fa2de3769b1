import type { EmModel } from '@neural-em/core';
import type { AssembledEvaluation } from '@neural-em/experiments';
import type { RunConfig } from '../config.ts';
import type { KeptEvaluation } from '../evaluations.ts';
import type { RunResult } from '../folder.ts';
import type { Row } from '../rows.ts';

/** A run as a report shows it. */
export interface ReportedRun {
  readonly path: string;
  readonly config: RunConfig;
  readonly result: RunResult | undefined;
  readonly rows: readonly Row[];
  /** Its other evaluations. */
  readonly evaluations: readonly KeptEvaluation[];
  readonly model: EmModel;
  readonly evaluation: AssembledEvaluation;
  /** What whoever looks at it should know. */
  readonly notices?: readonly string[];
}
