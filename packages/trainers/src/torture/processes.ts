import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Bundles the worker from source into one file that Node starts quickly; returns its path. */
export async function buildWorker(folder: string): Promise<string> {
  const outfile = join(folder, 'worker.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('./worker.ts', import.meta.url))],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@neural-em/source'],
    // Takes TensorFlow.js as modules, because its gradients exist only as modules and the bundle must have one copy.
    mainFields: ['module', 'main'],
    // Leaves out backends that the worker does not choose.
    external: ['@neural-em/backend-native', '@tensorflow/tfjs-backend-wasm', '@tensorflow/tfjs-backend-web*', '@tensorflow/tfjs-node*'],
    // TensorFlow.js loads modules of Node by `require`.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'error',
  });
  return outfile;
}

/** A running worker. */
export interface Worker {
  readonly process: ChildProcess;
  /** Resolves once the worker has the lock or has ended. */
  readonly locked: Promise<void>;
  readonly exit: Promise<{ code: number | null; stderr: string }>;
}

export function startWorker(worker: string, ...args: string[]): Worker {
  const child = spawn(process.execPath, [worker, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const exit = new Promise<{ code: number | null; stderr: string }>((resolve) => child.on('close', (code) => resolve({ code, stderr })));
  const locked = Promise.race([new Promise<void>((resolve) => child.stdout.once('data', () => resolve())), exit.then(() => {})]);
  return { process: child, locked, exit };
}

/** Returns name and checksum of every file in a folder. */
export function checksums(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(folder, name)).isFile());
  return Object.fromEntries(
    names.sort().map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ]),
  );
}
