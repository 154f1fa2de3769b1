import type { PlotOptions } from '@observablehq/plot';

/** One Plot of a chart; panels stand below each other. */
export interface Panel extends PlotOptions {
  readonly height: number;
}

export type Mark = NonNullable<PlotOptions['marks']>[number];
