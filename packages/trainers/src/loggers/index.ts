export { LoggerError } from './errors.ts';
export { type MlflowOptions, mlflowLogger } from './mlflow.ts';
export { loggersOf, type TrackingServers } from './named.ts';
export type { LoggedEnd, LoggedRun, RunLogger } from './types.ts';
export { type WandbOptions, wandbLogger } from './wandb.ts';
