// Fails if package-lock.json has lost platform packages of an optional dependency, because `npm ci` refuses such a file, or if it records a
// download address, because that ties the file to a host.
import { readFileSync } from 'node:fs';

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));

/** Whether Node finds `name` from `folder`: in node_modules of that folder, or of a folder above. */
function isLocked(folder, name) {
  const bases = [''];
  for (let base = folder; base; base = base.slice(0, Math.max(0, base.lastIndexOf('/node_modules/')))) bases.push(`${base}/`);
  return bases.some((base) => packages[`${base}node_modules/${name}`]);
}

const problems = Object.entries(packages).flatMap(([folder, entry]) => [
  ...(/^https?:/.test(entry.resolved ?? '') ? [`${folder} records a download address`] : []),
  ...Object.keys(entry.optionalDependencies ?? {})
    .filter((name) => !isLocked(folder, name))
    .map((name) => `${folder} ${entry.version} lacks its optional dependency ${name}`),
]);
for (const problem of problems) console.error(problem);
console.log(problems.length ? `package-lock.json: ${problems.length} problems` : 'package-lock.json: ok');
process.exitCode = problems.length ? 1 : 0;
