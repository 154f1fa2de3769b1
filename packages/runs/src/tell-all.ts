import type { RunLogger } from '@neural-em/trainers/loggers';

/** Joins loggers to one that never throws: if one fails, it says so (once until it works again), and the run continues. */
export function tellAll(loggers: readonly RunLogger[], say: (text: string) => void): Omit<RunLogger, 'name'> {
  const failing = new Set<RunLogger>();
  const each = async (tell: (logger: RunLogger) => Promise<void>) => {
    for (const logger of loggers) {
      try {
        await tell(logger);
        failing.delete(logger);
      } catch (error) {
        if (!failing.has(logger)) say(`logging to ${logger.name} failed: ${error instanceof Error ? error.message : error}`);
        failing.add(logger);
      }
    }
  };
  return {
    begin: (run) => each((logger) => logger.begin(run)),
    log: (report) => each((logger) => logger.log(report)),
    end: (end) => each((logger) => logger.end(end)),
  };
}
