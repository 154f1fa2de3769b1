import { spawn } from 'node:child_process';

/**
 * Runs a command to its end and returns what it wrote on standard output.
 * @throws an Error with the last of its output where it fails.
 */
export function sh(command, args, { cwd, env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // npm and npx are scripts on Windows, which only a shell starts.
      shell: process.platform === 'win32',
    });
    let output = '';
    let all = '';
    child.stdout.on('data', (text) => {
      output += text;
      all += text;
    });
    child.stderr.on('data', (text) => {
      all += text;
    });
    child.on('error', reject);
    child.on('close', (status) => {
      if (status === 0) resolve(output);
      else reject(new Error(`${[command, ...args].join(' ')} ended with ${status}\n${all.slice(-4000)}`));
    });
  });
}
