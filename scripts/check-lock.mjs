// Fails where package-lock.json lost platform packages of an optional dependency, or records a download address:
// `npm ci` refuses the one, and the other ties the lock to a host.
import { readFileSync } from 'node:fs';

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));

/** Whether `name` is found from `folder` as Node finds it: in node_modules there, or of a folder above. */
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
