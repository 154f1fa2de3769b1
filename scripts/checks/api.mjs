// Compares the public interface of every entry with a file in etc/, so that reviewers see each change of it. The check fails if the built
// declarations differ from the file; `npm run update:api` writes the files anew.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { CompilerState, Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { packages, root } from './packages.mjs';

const reports = join(root, 'etc');
const compilerOptions = {
  module: 'ESNext',
  moduleResolution: 'bundler',
  lib: ['ES2023', 'DOM'],
  types: ['node'],
  strict: true,
  skipLibCheck: true,
};

export function checkApi({ update = false } = {}) {
  const entries = packages.flatMap(({ folder, entries }) =>
    entries.map(({ name, types }) => ({
      folder: join(root, folder),
      types: join(root, folder, types),
      report: `${[basename(folder), ...(name ? [name] : [])].join('-')}.api.md`,
    })),
  );
  const missing = entries.filter(({ types }) => !existsSync(types));
  if (missing.length) return missing.map(({ types }) => `${types} is not there: npm run build`);

  const orphans = readdirSync(reports).filter((file) => !entries.some(({ report }) => report === file));
  if (update) for (const file of orphans) rmSync(join(reports, file));

  const changed = changedReports(entries, update);
  if (update) return [];
  return [...orphans, ...changed].map((file) => `etc/${file} is not what the packages offer. Where that is meant: npm run update:api`);
}

function changedReports(entries, update) {
  const temporary = mkdtempSync(join(tmpdir(), 'neural-em-api-'));
  try {
    const configs = entries.map((entry) => configure(entry, temporary));
    // Uses one program for all entries, because reading the libraries again for each would take most of the time.
    const compilerState = CompilerState.create(configs[0], { additionalEntryPoints: entries.map(({ types }) => types) });
    const silent = (message) => {
      message.handled = true;
    };
    return entries
      .filter((_, i) => Extractor.invoke(configs[i], { compilerState, localBuild: update, messageCallback: silent }).apiReportChanged)
      .map(({ report }) => report);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function configure({ folder, types, report }, temporary) {
  return ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(folder, 'package.json'),
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: types,
      compiler: { overrideTsconfig: { compilerOptions } },
      apiReport: { enabled: true, reportFolder: reports, reportTempFolder: temporary, reportFileName: report },
      messages: {
        // Other checks compile the types, and no declaration has a release tag.
        compilerMessageReporting: { default: { logLevel: 'none' } },
        extractorMessageReporting: { default: { logLevel: 'none' } },
        tsdocMessageReporting: { default: { logLevel: 'none' } },
      },
    },
  });
}
