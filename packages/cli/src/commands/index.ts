import type { AddCommand } from '../flags.ts';
import { background } from './background.ts';
import { compare } from './compare.ts';
import { completion } from './completion.ts';
import { data } from './data.ts';
import { evaluate } from './evaluate.ts';
import { experiments } from './experiments.ts';
import { log } from './log.ts';
import { pretrained } from './pretrained.ts';
import { printConfig } from './print-config.ts';
import { probe } from './probe.ts';
import { report } from './report.ts';
import { reproduce } from './reproduce.ts';
import { rollout } from './rollout.ts';
import { segment } from './segment.ts';
import { settings } from './settings.ts';
import { show } from './show.ts';
import { sweep } from './sweep.ts';
import { train } from './train.ts';

/** Every command of `nem`, in the order of its help. */
export const commands: readonly AddCommand[] = [
  train,
  sweep,
  printConfig,
  settings,
  evaluate,
  probe,
  show,
  report,
  compare,
  log,
  completion,
  experiments,
  reproduce,
  pretrained,
  data,
  background,
  segment,
  rollout,
];
