import { LoggerError } from './errors.ts';
import { mlflowLogger } from './mlflow.ts';
import type { RunLogger } from './types.ts';
import { wandbLogger } from './wandb.ts';

/** The tracking servers that the flags of a command name. */
export interface TrackingServers {
  /** Address of an MLflow server. */
  readonly mlflow?: string | undefined;
  /** A project of W&B, as `project` or `entity/project`. */
  readonly wandb?: string | undefined;
}

/**
 * Returns a logger for each server that is named.
 *
 * @param environment - the variables that W&B's own clients read: `WANDB_API_KEY`, and `WANDB_BASE_URL` for another server than W&B's.
 * @throws LoggerError if the key is missing, or the name of a project is wrong.
 */
export function loggersOf({ mlflow, wandb }: TrackingServers, environment: Readonly<Record<string, string | undefined>>): RunLogger[] {
  const { WANDB_API_KEY: apiKey, WANDB_BASE_URL: address } = environment;
  if (wandb !== undefined && !apiKey) throw new LoggerError('W&B takes no run without a key: set WANDB_API_KEY to that of your account');
  return [
    ...(mlflow === undefined ? [] : [mlflowLogger({ address: mlflow })]),
    ...(wandb === undefined || !apiKey ? [] : [wandbLogger({ project: wandb, apiKey, address: address || undefined })]),
  ];
}
