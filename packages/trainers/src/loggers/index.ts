export { LoggerError } from './errors.ts';
export { type MlflowOptions, mlflowLogger } from './mlflow.ts';
export type { LoggedEnd, LoggedRun, RunLogger } from './types.ts';
