import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runProgram } from './run.fixture.ts';
import { temporaryFolder } from './temporary.fixture.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const programs = [...readme.matchAll(/```js\n(.*?)```/gs)].map(([, program = '']) => program);

describe('the programs of the README', () => {
  it.each(programs.map((program, i) => [i + 1, program] as const))('number %s runs', async (_, program) => {
    const { status, stderr } = await runProgram(program, temporaryFolder());
    expect([stderr, status]).toEqual(['', 0]);
  });

  it('are four', () => {
    expect(programs.map((program) => program.split('\n')[0]?.includes('import'))).toEqual([true, true, true, true]);
  });
});
