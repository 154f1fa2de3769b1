import type { EmModel } from '@neural-em/core';
import type { AssembledEvaluation } from '@neural-em/experiments';
import type { RunConfig } from '../config.ts';
import type { KeptEvaluation } from '../evaluations.ts';
import type { RunResult } from '../folder.ts';
import type { Row } from '../rows.ts';

/** A run with everything that a report shows of it. */
export interface ReportedRun {
  readonly path: string;
  readonly config: RunConfig;
  readonly result: RunResult | undefined;
  readonly rows: readonly Row[];
  /** Its other evaluations. */
  readonly evaluations: readonly KeptEvaluation[];
  readonly model: EmModel;
  readonly evaluation: AssembledEvaluation;
  /** Texts that readers of the report should see. */
  readonly notices?: readonly string[];
}
