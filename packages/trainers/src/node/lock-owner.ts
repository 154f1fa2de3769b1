import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';

/** Who holds a lock, as the name of its file tells. */
export interface Owner {
  readonly file: string;
  readonly host: string;
  readonly pid: number;
  /** When the process started, in the units of its system, where that is known: process numbers are used again. */
  readonly started: string;
  /** Which processes its number is one among, where that is known. */
  readonly scope: string;
}

/** The name of an owner's lock. */
export function lockNameOf({ host, pid, started, scope }: Omit<Owner, 'file'>): string {
  return `lock-${host}-${pid}-${started}${scope === '' ? '' : `-s${scope}`}`;
}

/** The owner that a file's name tells; undefined for a file that is not a lock. */
export function ownerOf(file: string): Owner | undefined {
  const [, host, pid, started = '', scope = ''] = /^lock-(.*)-(\d+)-(\d*)(?:-s([0-9a-f]{8}))?$/.exec(file) ?? [];
  return host === undefined ? undefined : { file, host, pid: Number(pid), started, scope };
}

/** When a process started, from /proc; empty where there is none. */
export function startOf(pid: number): string {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program, in parentheses, may hold anything.
    return status.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/**
 * Names the processes that this one sees: the machine since it started, and the namespace, of which each container has its own.
 * Empty where the system does not tell.
 */
export function scopeOfProcesses(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8');
    return createHash('sha256')
      .update(`${boot} ${readlinkSync('/proc/self/ns/pid')}`)
      .digest('hex')
      .slice(0, 8);
  } catch {
    return '';
  }
}
