import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';

/** The owner of a lock, from the name of its file. */
export interface Owner {
  readonly file: string;
  readonly host: string;
  readonly pid: number;
  /** When the process started, in the units of its system, if that is known; systems use process numbers again. */
  readonly started: string;
  /** The set of processes within which its number is unique, if that is known. */
  readonly scope: string;
}

/** The name of an owner's lock. */
export function lockNameOf({ host, pid, started, scope }: Omit<Owner, 'file'>): string {
  return `lock-${host}-${pid}-${started}${scope === '' ? '' : `-s${scope}`}`;
}

/** The owner named by a file name; undefined for a file that is not a lock. */
export function ownerOf(file: string): Owner | undefined {
  const [, host, pid, started = '', scope = ''] = /^lock-(.*)-(\d+)-(\d*)(?:-s([0-9a-f]{8}))?$/.exec(file) ?? [];
  return host === undefined ? undefined : { file, host, pid: Number(pid), started, scope };
}

/** When a process started, from /proc; empty on systems without /proc. */
export function startOf(pid: number): string {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program, in parentheses, may contain any character.
    return status.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/**
 * Names the processes that this one sees: the machine since it started, and the namespace, of which each container has its own.
 * Empty if the system does not say.
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
