import { LoggerError } from './errors.ts';
import { mlflowLogger } from './mlflow.ts';
import type { RunLogger } from './types.ts';
import { wandbLogger } from './wandb.ts';

/** Tracking servers, as commands name them. */
export interface TrackingServers {
  /** Address of an MLflow server. */
  readonly mlflow?: string | undefined;
  /** A project of W&B, as `project` or `entity/project`. */
  readonly wandb?: string | undefined;
}

/**
 * The loggers of the servers that are named.
 *
 * @param environment - has `WANDB_API_KEY` for W&B, and `WANDB_BASE_URL` for a server of one's own, as W&B's own clients read them.
 * @throws LoggerError where the key is missing, or a project is not one.
 */
export function loggersOf({ mlflow, wandb }: TrackingServers, environment: Readonly<Record<string, string | undefined>>): RunLogger[] {
  const { WANDB_API_KEY: apiKey, WANDB_BASE_URL: address } = environment;
  if (wandb !== undefined && !apiKey) throw new LoggerError('W&B takes no run without a key: set WANDB_API_KEY to that of your account');
  return [
    ...(mlflow === undefined ? [] : [mlflowLogger({ address: mlflow })]),
    ...(wandb === undefined || !apiKey ? [] : [wandbLogger({ project: wandb, apiKey, address: address || undefined })]),
  ];
}
