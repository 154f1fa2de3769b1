import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { bin } from '../run-nem.fixture.ts';

// The recipes of docs/sweeps.md, with stand-ins for what starts their commands.
const page = readFileSync(fileURLToPath(new URL('../../../../docs/sweeps.md', import.meta.url)), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'nem-recipes-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The indented block of the page that begins with a line. */
function blockOf(first: RegExp): string {
  const lines = page.split('\n');
  const start = lines.findIndex((line) => line.startsWith('    ') && first.test(line));
  const end = lines.findIndex((line, i) => i > start && !line.startsWith('    '));
  return lines
    .slice(start, end)
    .map((line) => line.slice(4))
    .join('\n');
}

const program = (name: string, body: string) => {
  writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`);
  chmodSync(join(folder, name), 0o755);
};
const inFolder = (command: string, args: readonly string[], environment: Record<string, string> = {}) => {
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}`, ...environment };
  return new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) =>
    execFile(command, args, { cwd: folder, env }, (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr })),
  );
};

beforeAll(() => {
  program('nem', `exec "${process.execPath}" "${bin}" "$@"`);
  const training = { maxSteps: 2, batchSize: 2, emSteps: 2, validationImages: 2 };
  const sweep = { experiment: 'static-shapes', set: { training }, grid: { 'model.components': [2, 3, 4] }, evaluation: { images: 2 } };
  writeFileSync(join(folder, 'k.yaml'), JSON.stringify(sweep));
});

it('Kubernetes: a pod of an indexed Job does the run of its index', async () => {
  const { spec } = parse(blockOf(/^ *apiVersion: batch\/v1/));
  expect(spec.completionMode).toBe('Indexed');
  const [command, ...args] = spec.template.spec.containers[0].command;
  // What Kubernetes sets in the containers of such a Job.
  const { code, stdout, stderr } = await inFolder(command, args, { JOB_COMPLETION_INDEX: '1' });
  expect({ code, stdout, stderr }).toMatchObject({ code: 0, stdout: expect.stringMatching(/run 1 of k: components-3_.*is done/s) });
  // The exit code of a run that was saved is no failure of its pod.
  expect(spec.podFailurePolicy.rules[0]).toEqual({ action: 'Ignore', onExitCodes: { operator: 'In', values: [75] } });
}, 300_000);

it('Ray: each job does the run of its index', async () => {
  // Ray joins the words of an entrypoint to a line, in quotes where they have spaces, and gives that to a shell.
  program(
    'ray',
    `while [ "$1" != -- ]; do shift; done; shift\nline=; for word; do case $word in *' '*) word="\\"$word\\"";; esac; line="$line $word"; done\nsh -c "$line"`,
  );
  const jobs = blockOf(/ray job submit|for i in/)
    .replace('seq 0 29', 'echo 0 2')
    .replace('/shared', folder);
  const { code, stdout, stderr } = await inFolder('bash', ['-c', jobs]);
  expect({ code, stdout, stderr }).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/components-2_.*is done.*components-4_.*is done/s),
  });
}, 300_000);
