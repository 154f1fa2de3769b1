// `npm test`: sets up, then runs every check and every test.
import { run, setUp } from './set-up.mjs';

setUp();
run('npm', ['run', '--silent', 'check:lock']);
run('npm', ['run', '--silent', 'check:packages']);
run('npx', ['--no', 'biome', 'ci', '.']);
run('npx', ['--no', 'tsc', '-p', 'tsconfig.json']);
run('npx', ['--no', 'vitest', 'run', ...process.argv.slice(2)]);
