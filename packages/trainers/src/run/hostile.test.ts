import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useCpuBackend } from '@neural-em/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRun, StorageError } from '../index.ts';
import { folderStorage } from '../node/index.ts';
import { finishedRun } from './fixture.ts';
import { sealJson, unsealJson } from './sealed-json.ts';

useCpuBackend();

const root = mkdtempSync(join(tmpdir(), 'nem-hostile-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const VICTIM = 'what somebody wrote for years\n';
const LAST = 'checkpoints/000000012';

let files: Map<string, Uint8Array>;
beforeAll(async () => {
  files = await finishedRun(1);
});

/** A run in a folder, beside a victim, with some files replaced. */
function put(name: string, changes: Record<string, Uint8Array> = {}): string {
  const folder = join(root, name, 'run');
  for (const [file, bytes] of Object.entries({ ...Object.fromEntries(files), ...changes })) {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file), bytes);
  }
  mkdirSync(join(root, name, 'victim'));
  writeFileSync(join(root, name, 'victim', 'thesis.txt'), VICTIM);
  return folder;
}

const victimOf = (name: string) => readFileSync(join(root, name, 'victim', 'thesis.txt'), 'utf8');

/** The JSON of the last checkpoint with other content, sealed again, because an attacker who writes the folder can write the checksum, too. */
async function forged(change: (content: Record<string, unknown>) => object): Promise<Record<string, Uint8Array>> {
  const content = await unsealJson('x', files.get(`${LAST}.json`)!);
  return { [`${LAST}.json`]: await sealJson(change(content)) };
}

describe('a run folder from someone else', () => {
  it.each([
    ['removes nothing', '../victim/thesis.txt', 0],
    ['cuts nothing', '../victim/thesis.txt', 4],
    ['reaches nothing by an absolute name', '/etc/passwd', 0],
    ['removes nothing of its own either', 'config.json', 0],
  ])('%s', async (name, log, length) => {
    const changes = await forged((content) => ({ ...content, logs: { ...(content.logs as object), [log]: { length } } }));
    const folder = put(name, changes);
    const before = readdirSync(folder, { recursive: true }).sort();
    await expect(openRun(folderStorage(folder))).rejects.toThrow(
      `the checkpoint names logs that this run does not keep: ${log}; it keeps metrics.jsonl`,
    );
    expect(victimOf(name)).toBe(VICTIM);
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(before);
  });

  it('is not followed where it links to', async () => {
    const folder = put('links');
    rmSync(join(folder, 'metrics.jsonl'));
    symlinkSync(join(root, 'links', 'victim', 'thesis.txt'), join(folder, 'metrics.jsonl'));
    await expect(openRun(folderStorage(folder))).rejects.toThrow(StorageError);
    await expect(openRun(folderStorage(folder))).rejects.toThrow(/metrics.jsonl is a link, which may lead out of the folder of the run/);
    expect(victimOf('links')).toBe(VICTIM);
  });

  it('is not followed where a file that was half written links to', async () => {
    const folder = put('partials');
    symlinkSync(join(root, 'partials', 'victim', 'thesis.txt'), join(folder, 'figure.png.partial'));
    await folderStorage(folder).write('figure.png', new TextEncoder().encode('a picture'));
    expect([victimOf('partials'), readFileSync(join(folder, 'figure.png'), 'utf8')]).toEqual([VICTIM, 'a picture']);
    expect(lstatSync(join(folder, 'figure.png')).isFile()).toBe(true);
  });

  it('has its checkpoints in the folder itself: a link to another place would begin the run anew, or empty that place', async () => {
    const folder = put('linked');
    renameSync(join(folder, 'checkpoints'), join(root, 'linked', 'victim', 'checkpoints'));
    symlinkSync(join(root, 'linked', 'victim', 'checkpoints'), join(folder, 'checkpoints'));
    const before = readdirSync(join(root, 'linked', 'victim', 'checkpoints'));
    await expect(openRun(folderStorage(folder))).rejects.toThrow('checkpoints is not a folder: a link to one is not followed');
    expect(readdirSync(join(root, 'linked', 'victim', 'checkpoints'))).toEqual(before);
  });

  it('keeps the files that no run writes, such as notes beside the checkpoints', async () => {
    const note = new TextEncoder().encode('note');
    const folder = put('notes', { 'checkpoints/notes.txt': note, 'checkpoints/000000099.safetensors': note });
    await openRun(folderStorage(folder));
    expect(readdirSync(join(folder, 'checkpoints'))).toContain('notes.txt');
    expect(readdirSync(join(folder, 'checkpoints'))).not.toContain('000000099.safetensors');
  });

  it('names nothing that a storage would look for elsewhere', async () => {
    const storage = folderStorage(put('names'));
    for (const name of ['../victim/thesis.txt', '/etc/passwd', 'a/../../victim/thesis.txt', 'C:\\x', 'a\\b', './a', 'a//b', 'a\0b'])
      for (const act of [
        storage.read(name),
        storage.write(name, new Uint8Array(0)),
        storage.remove(name),
        storage.append(name, new Uint8Array(0)),
      ])
        await expect(act).rejects.toThrow(/its name leads out of the folder of the run/);
    expect(victimOf('names')).toBe(VICTIM);
  });
});
