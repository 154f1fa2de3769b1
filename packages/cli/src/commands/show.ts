import { chooseBackend } from '@neural-em/backends';
import { duration, loadParts, publishedRows, readReported, saveFigures, scoreTable } from '@neural-em/runs';
import { StorageError } from '@neural-em/trainers';
import { folderStorage } from '@neural-em/trainers/node';
import { type AddCommand, shared, wholeNumber } from '../flags.ts';
import { print, tell } from '../output.ts';

interface ShowFlags {
  readonly images: number;
  readonly backend?: string;
  readonly json?: boolean;
  readonly parts?: string;
}

/** Adds `nem show RUN`, which prints the settings and scores of a run and draws the first test images again. */
export const show: AddCommand = (program) => {
  program
    .command('show')
    .description('print settings and scores of a run, and draw pictures of test images')
    .argument('<run>', 'folder of the run')
    .option('--images <number>', 'number of pictures to draw', wholeNumber, 4)
    .option(...shared.parts)
    .option(...shared.backend)
    .option(...shared.json)
    .action(showCommand);
};

async function showCommand(path: string, flags: ShowFlags): Promise<void> {
  await chooseBackend({ name: flags.backend });
  const { model, evaluation, config, result, notices = [] } = await readReported(path, await loadParts(flags.parts));
  for (const notice of notices) tell(`${notice}\n`);
  const { settings } = config;
  const figures = await saveFigures(folderStorage(path), { model, ...evaluation, images: flags.images }).catch((error) => {
    // A run on a disk that cannot be written is shown without pictures.
    if (!(error instanceof StorageError)) throw error;
    tell(`no pictures: ${error.message}\n`);
    return [];
  });
  if (flags.json) {
    print(`${JSON.stringify({ run: path, config, result: result ?? null, figures })}\n`);
    return;
  }
  const { algorithm, components } = settings.model;
  const lines = [
    `${settings.experiment}: ${algorithm}, K = ${components}, seed ${settings.seed}, on ${config.backend.name} (${config.backend.description}), Node ${config.versions.node}`,
    result
      ? `${result.step} training steps in ${duration(result.seconds)}, best at step ${result.bestStep ?? '–'}; ${result.testImages} test images:\n${scoreTable([...result.rows, ...publishedRows({ trained: settings })])}`
      : 'the run has not ended; its best weights so far are shown',
    ...(figures.length > 0 ? [`pictures: ${figures.map((name) => `${path}/${name}`).join(', ')}`] : []),
  ];
  print(`${lines.join('\n')}\n`);
}
