import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { transformSync } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';

// Runs the code that readers see: the TypeScript blocks of every README and of docs/, and every example, on the built packages.

const root = fileURLToPath(new URL('..', import.meta.url));
const execute = promisify(execFile);
/** Below the repository, so that the packages resolve as they do for a user. */
const scratch = join(root, 'node_modules/.cache/documents');
const limit = 240_000;

const folders = (parent: string) => readdirSync(join(root, parent)).map((name) => join(root, parent, name));
const documents = [root, ...folders('packages')]
  .map((folder) => join(folder, 'README.md'))
  .concat(folders('docs'), join(root, 'CONTRIBUTING.md'))
  .filter((path) => path.endsWith('.md') && existsSync(path));
const blocks = documents.flatMap((path) =>
  [...readFileSync(path, 'utf8').matchAll(/^```(ts|js)\n([\s\S]*?)^```$/gm)].map(([, language, code], i) => ({
    language: language!,
    name: `${relative(root, path)} ${i + 1}`,
    file: `${relative(root, path).replaceAll(/[^\w]+/g, '-')}-${i + 1}`,
    code: code!,
  })),
);

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('the code of documents', () => {
  it('is found', () => expect(blocks.length).toBeGreaterThan(20));

  // These blocks are for readers who write JavaScript, so they have no types.
  it.each([
    ['ts', {}],
    ['js', { strict: false, exactOptionalPropertyTypes: false }],
  ])('type-checks: %s', { timeout: limit }, async (language, changes) => {
    const folder = join(scratch, language);
    mkdirSync(folder, { recursive: true });
    for (const { file, code } of blocks.filter((block) => block.language === language))
      writeFileSync(join(folder, `${file}.ts`), `export {};\n${code}`);
    const options = {
      extends: join(root, 'tsconfig.base.json'),
      compilerOptions: { customConditions: [], noUnusedLocals: false, ...changes },
      include: ['*.ts'],
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options));
    const { stdout } = await execute(join(root, 'node_modules/.bin/tsc'), ['-p', folder]).catch((error) => error);
    expect(stdout).toBe('');
  });

  it.each(blocks)('runs: $name', { timeout: limit }, async ({ file, code }) => {
    mkdirSync(scratch, { recursive: true });
    const path = join(scratch, `${file}.mjs`);
    // Types are checked above; here each block runs in plain Node.
    writeFileSync(path, transformSync(code, { loader: 'ts', format: 'esm' }).code);
    await execute(process.execPath, [path], { cwd: scratch });
  });
});

describe('examples', () => {
  // Web pages have no `start`; they are built and tested in a browser.
  const examples = folders('examples').flatMap((folder) => {
    const manifest = join(folder, 'package.json');
    const start: string | undefined = existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).scripts.start : undefined;
    return start ? [{ name: basename(folder), folder, start }] : [];
  });
  // Runs what `npm start` would, which starts a process of its own first.
  it.each(examples)('$name runs', { timeout: limit }, async ({ folder, start }) => {
    const [program, ...args] = start.split(' ');
    const env = { ...process.env, STEPS: '2' };
    const { stdout } = await execute(join(root, 'node_modules/.bin', program!), args, { cwd: folder, env });
    expect(stdout.length).toBeGreaterThan(20);
  });
});
