import { createHash } from 'node:crypto';
import { createRandom } from '@neural-em/random';
import { useCpuBackend } from '@neural-em/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRun, isDone, openRun, type RunStorage, StorageError, type TrainReport, train } from '../index.ts';
import { tinyData, tinyModel, tinyOptions } from '../run/fixture.ts';
import { type Loss, type SimulatedDisk, simulatedDisk } from '../torture/simulated-disk.ts';
import { folderStorage, removePartials } from './folder-storage.ts';

useCpuBackend();

const folder = 'run';
/** The reports of one run, so that recording them many times needs no training. */
const reports: TrainReport[] = [];
let expected: Record<string, string>;
let operations: number;

beforeAll(async () => {
  for await (const report of train(tinyModel(), tinyData, { ...tinyOptions, maxSteps: 8 })) reports.push(report);
  const disk = simulatedDisk();
  await writeRun(disk);
  expected = filesOf(disk);
  operations = disk.operations();
});

/** Begins the run on a disk, or continues it, as a process does from its start to its end. */
async function writeRun(disk: SimulatedDisk): Promise<void> {
  await removePartials(folder, disk.files);
  const storage = folderStorage(folder, disk.files);
  if (await isDone(storage)) return;
  const run = (await storage.read('config.json')) ? await openRun(storage) : await createRun(storage, { seed: 1 });
  const at = reports.findIndex(({ kind, step }) => kind === 'checkpoint' && step === run.checkpoint?.state.step);
  for (const report of reports.slice(at + 1)) await run.record(report);
  await run.finish();
}

/** Name and checksum of every file. */
function filesOf(disk: SimulatedDisk): Record<string, string> {
  return Object.fromEntries(
    [...disk.contents()].sort().map(([name, content]) => [name, createHash('sha256').update(content).digest('hex')]),
  );
}

async function latestStep(storage: RunStorage): Promise<number> {
  return (await openRun(storage)).checkpoint?.state.step ?? 0;
}

it('has enough operations to fail at', () => expect(operations).toBeGreaterThan(70));

describe.each(['ENOSPC', 'EIO'])('where any single operation fails with %s', (code) => {
  it('the run ends with a clear error, loses no checkpoint, and goes on to the same end', async () => {
    for (let k = 1; k <= operations; k++) {
      const disk = simulatedDisk();
      disk.failAt(k, Object.assign(new Error('injected'), { code }));
      const error: unknown = await writeRun(disk).catch((reason: unknown) => reason);
      expect(error, `operation ${k}`).toBeInstanceOf(StorageError);
      expect(String(error)).toMatch(/could not (write|remove) run\/.*(no space left on the disk|disk reports an error)/);
      await writeRun(disk);
      expect(filesOf(disk), `after a failure of operation ${k}`).toEqual(expected);
    }
  });
});

describe.each<Loss>(['nothing', 'everything unflushed', 'some of the unflushed'])(
  'where the machine stops at any operation and loses %s',
  (loss) => {
    it('no checkpoint that was written is lost, and the run goes on to the same end', async () => {
      const random = createRandom('stops', loss);
      for (let k = 1; k <= operations; k++) {
        const disk = simulatedDisk();
        disk.failAt(k, new Error('stopped'), { forGood: true });
        const written = await stepsWritten(disk);
        disk.restart(loss, random);
        const storage = folderStorage(folder, disk.files);
        if (await storage.read('config.json')) expect(await latestStep(storage), `stopped at ${k}`).toBeGreaterThanOrEqual(written);
        // A second stop, while the run goes back to its checkpoint or soon after.
        disk.failAt(disk.operations() + 1 + random.integer(30), new Error('stopped'), { forGood: true });
        await writeRun(disk).catch(() => {});
        disk.restart(loss, random);
        await writeRun(disk);
        expect(filesOf(disk), `stopped at operation ${k}`).toEqual(expected);
      }
    });
  },
);

/** Writes until the disk stops, and returns the step of the last checkpoint. */
async function stepsWritten(disk: SimulatedDisk): Promise<number> {
  let last = 0;
  try {
    const run = await createRun(folderStorage(folder, disk.files), { seed: 1 });
    for (const report of reports) {
      await run.record(report);
      if (report.kind === 'checkpoint') last = report.step;
    }
    await run.finish();
  } catch (error) {
    expect(error).toBeInstanceOf(StorageError);
  }
  return last;
}
