// `npm start`: sets up a fresh clone and shows grouped pixels, within a few minutes.
import { run, setUp } from './set-up.mjs';

setUp({ types: false });
run(process.execPath, ['packages/cli/bin/nem.js', 'train', 'static-shapes', '--quick', ...process.argv.slice(2)]);
console.log(
  '\nTo write a program in this clone, run npm run build: it adds the type declarations, which npm start leaves out to be quick.',
);
