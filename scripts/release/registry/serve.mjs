// Serves a registry on 127.0.0.1 and prints its port. It ends when its standard input ends, so that it never outlives the process that
// started it.
// Usage: node serve.mjs FOLDER_WITH_VERDACCIO FOLDER_FOR_PACKAGES
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [installed, storage] = process.argv.slice(2);
const { runServer } = createRequire(join(installed, 'package.json'))('verdaccio');
const server = await runServer({
  configPath: join(storage, 'config.yaml'),
  storage: join(storage, 'packages'),
  auth: { htpasswd: { file: join(storage, 'htpasswd') } },
  // No other registry is asked, so a package that was not published here is not found.
  uplinks: {},
  // npm sends packages as text, which is a third larger, so that trained weights exceed the default of 10 MB.
  max_body_size: '100mb',
  packages: { '**': { access: '$all', publish: '$all' } },
  web: { enable: false },
  log: { type: 'file', path: join(storage, 'log'), format: 'json', level: 'info' },
});
process.stdin.resume().on('end', () => process.exit());
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
