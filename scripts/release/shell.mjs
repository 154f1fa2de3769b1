import { spawn } from 'node:child_process';

const windows = process.platform === 'win32';
const running = new Set();

function signal(child, name) {
  try {
    if (windows) child.kill(name);
    else process.kill(-child.pid, name);
  } catch {
    // It has just ended.
  }
}

/** Asks everything that is running to end, and what that started in turn, and waits until it has, for five seconds at most. */
export async function endAll() {
  const ended = [...running].map((child) => new Promise((resolve) => child.once('close', resolve)));
  for (const child of running) signal(child, 'SIGTERM');
  await Promise.race([Promise.all(ended), new Promise((resolve) => setTimeout(resolve, 5000))]);
}

process.on('exit', () => {
  for (const child of running) signal(child, 'SIGKILL');
});

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
      shell: windows,
      // A process group of its own.
      detached: !windows,
    });
    running.add(child);
    let output = '';
    let all = '';
    child.stdout.on('data', (text) => {
      output += text;
      all += text;
    });
    child.stderr.on('data', (text) => {
      all += text;
    });
    child.on('error', (error) => {
      running.delete(child);
      reject(error);
    });
    child.on('close', (status) => {
      running.delete(child);
      if (status === 0) resolve(output);
      else reject(new Error(`${[command, ...args].join(' ')} ended with ${status}\n${all.slice(-4000)}`));
    });
  });
}
