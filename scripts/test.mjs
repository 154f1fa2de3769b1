// `npm test`: sets up, then runs every check and every test.
import { run, setUp } from './set-up.mjs';

setUp();
for (const check of ['check:lock', 'check:packages', 'lint', 'typecheck', 'docs']) run('npm', ['run', '--silent', check]);
run('npm', ['run', '--silent', 'test:ops']);
run('npm', ['run', '--silent', 'test:unit', '--', ...process.argv.slice(2)]);
