import { chooseBackend } from '@neural-em/backends';
import { createRun, openRun, train } from '../index.ts';
import { openRunFolder } from '../node/index.ts';
import { tinyData, tinyModel, tinyOptions } from '../run/fixture.ts';

/** A process that trains in the given folder, from the beginning or from the last checkpoint. */
const [folder = '', steps = '60'] = process.argv.slice(2);

try {
  const storage = await openRunFolder(folder);
  process.stdout.write('locked\n');
  await chooseBackend({ name: 'cpu' });
  const run = (await storage.read('config.json')) ? await openRun(storage) : await createRun(storage, { steps });
  const options = { ...tinyOptions, maxSteps: Number(steps), epochs: 1000, patience: 1000, from: run.checkpoint };
  for await (const report of train(tinyModel(), tinyData, options)) await run.record(report);
  await run.finish();
  await storage.close();
} catch (error) {
  process.stderr.write(`${error}\n`);
  process.exitCode = error instanceof Error && error.name === 'RunLockedError' ? 4 : 1;
}
