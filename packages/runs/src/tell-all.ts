import type { RunLogger } from '@neural-em/trainers/loggers';

/**
 * Joins loggers to one that never throws: if one fails, it says so (once until it works again), and the run continues. A logger that cannot
 * begin is left out for the rest of the session.
 */
export function tellAll(loggers: readonly RunLogger[], say: (text: string) => void): Omit<RunLogger, 'name'> {
  const failing = new Set<RunLogger>();
  let open = loggers;
  const each = async (tell: (logger: RunLogger) => Promise<void>, failed: (logger: RunLogger, reason: string) => void) => {
    for (const logger of open) {
      try {
        await tell(logger);
        failing.delete(logger);
      } catch (error) {
        failed(logger, error instanceof Error ? error.message : String(error));
      }
    }
  };
  const sayFailed = (logger: RunLogger, reason: string) => {
    if (!failing.has(logger)) say(`logging to ${logger.name} failed: ${reason}`);
    failing.add(logger);
  };
  return {
    begin: (run) =>
      each(
        (logger) => logger.begin(run),
        (logger, reason) => {
          open = open.filter((one) => one !== logger);
          say(`logging to ${logger.name} failed: ${reason}; until the run is resumed, nothing more is logged there`);
        },
      ),
    log: (report) => each((logger) => logger.log(report), sayFailed),
    end: (end) => each((logger) => logger.end(end), sayFailed),
  };
}
