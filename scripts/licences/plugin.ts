import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';

/** Writes `dist/LICENCES.txt` beside a build: the licences of all packages whose code is in the build, which these licences require. */
export function shipLicences(): Plugin {
  return {
    name: 'ship-licences',
    setup(build) {
      build.initialOptions.metafile = true;
      build.onEnd(({ metafile }) => {
        const outputs = Object.values(metafile?.outputs ?? {});
        const used = outputs.flatMap(({ inputs }) => Object.keys(inputs).filter((file) => inputs[file]!.bytesInOutput > 0));
        const folders = new Set(used.flatMap((file) => packageFolder(file) ?? []));
        if (folders.size === 0) return;
        const texts = [...folders].sort().map(licenceOf);
        const head = 'This build contains code of the packages below, under the licences that follow their names.\n';
        mkdirSync('dist', { recursive: true });
        writeFileSync(join('dist', 'LICENCES.txt'), [head, ...texts].join(`\n${'-'.repeat(80)}\n\n`));
      });
    },
  };
}

/** Returns the folder of the package to which a file of `node_modules` belongs. */
function packageFolder(file: string): string | undefined {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

function licenceOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const own = readdirSync(folder).find((file) => /^licen[cs]e(\.|$)/i.test(file));
  // Some packages name a licence, but do not contain its text.
  const text = own ? join(folder, own) : join(dirname(new URL(import.meta.url).pathname), `${license}.txt`);
  if (!existsSync(text)) throw new Error(`${name} has no text of its licence ${license}: add it to scripts/licences`);
  return `${name} ${version} (${license})\n\n${readFileSync(text, 'utf8').trim()}\n`;
}
