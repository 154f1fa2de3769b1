import { spawn } from 'node:child_process';

const windows = process.platform === 'win32';
const running = new Set();

function signal(child, name) {
  try {
    if (windows) child.kill(name);
    else process.kill(-child.pid, name);
  } catch {
    // The process has just ended.
  }
}

/** Asks all running commands, with the processes that they started, to end, and waits for that for at most five seconds. */
export async function endAll() {
  const ended = [...running].map((child) => new Promise((resolve) => child.once('close', resolve)));
  for (const child of running) signal(child, 'SIGTERM');
  await Promise.race([Promise.all(ended), new Promise((resolve) => setTimeout(resolve, 5000))]);
}

process.on('exit', () => {
  for (const child of running) signal(child, 'SIGKILL');
});

/**
 * Runs a command to its end and returns its standard output.
 * @throws an Error with the end of its output if it fails.
 */
export function sh(command, args, { cwd, env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // On Windows, npm and npx are scripts, which only a shell can start.
      shell: windows,
      // Puts the command into a separate process group.
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
