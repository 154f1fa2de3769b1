import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';

// Runs what readers are shown: the TypeScript blocks of every README, and every example, on the built packages.

const root = fileURLToPath(new URL('..', import.meta.url));
const execute = promisify(execFile);
/** Below the repository, so that the packages resolve as they do for a user. */
const scratch = join(root, 'node_modules/.cache/documents');
const limit = 240_000;

const read = (path: string) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};
const folders = (parent: string) => readdirSync(join(root, parent)).map((name) => join(root, parent, name));
const blocks = [root, ...folders('packages')].flatMap((folder) =>
  [...read(join(folder, 'README.md')).matchAll(/^```(?:ts|js)\n([\s\S]*?)^```$/gm)].map(([, code], i) => ({
    name: `${basename(folder)} ${i + 1}`,
    code: code!,
  })),
);

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('the code of READMEs', () => {
  it('is found', () => expect(blocks.length).toBeGreaterThan(5));

  it('type-checks', { timeout: limit }, async () => {
    mkdirSync(scratch, { recursive: true });
    for (const { name, code } of blocks) writeFileSync(join(scratch, `${name.replaceAll(' ', '-')}.ts`), `export {};\n${code}`);
    const options = {
      extends: join(root, 'tsconfig.base.json'),
      compilerOptions: { customConditions: [], noUnusedLocals: false },
      include: ['*.ts'],
    };
    writeFileSync(join(scratch, 'tsconfig.json'), JSON.stringify(options));
    const { stdout } = await execute(join(root, 'node_modules/.bin/tsc'), ['-p', scratch]).catch((error) => error);
    expect(stdout).toBe('');
  });

  it.each(blocks)('runs: $name', { timeout: limit }, async ({ name, code }) => {
    mkdirSync(scratch, { recursive: true });
    const file = join(scratch, `${name.replaceAll(' ', '-')}.mts`);
    writeFileSync(file, code);
    await execute(process.execPath, ['--import', 'tsx', file], { cwd: scratch });
  });
});

describe('examples', () => {
  it.each(folders('examples').map((folder) => [basename(folder), folder] as const))('%s runs', { timeout: limit }, async (_, folder) => {
    const { stdout } = await execute('npm', ['start', '--silent'], { cwd: folder, env: { ...process.env, STEPS: '2' } });
    expect(stdout.length).toBeGreaterThan(20);
  });
});
