import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';

/** The owner of a lock, from the name of its file. */
export interface Owner {
  readonly file: string;
  readonly host: string;
  readonly pid: number;
  /** When the process started, in the units of its system, if that is known. It tells processes apart, because systems reuse process numbers. */
  readonly started: string;
  /** The set of processes within which the process number is unique, if that is known. */
  readonly scope: string;
}

/** Returns the name of an owner's lock file. */
export function lockNameOf({ host, pid, started, scope }: Omit<Owner, 'file'>): string {
  return `lock-${host}-${pid}-${started}${scope === '' ? '' : `-s${scope}`}`;
}

/** Returns the owner that a file name describes; undefined for a file that is not a lock. */
export function ownerOf(file: string): Owner | undefined {
  const [, host, pid, started = '', scope = ''] = /^lock-(.*)-(\d+)-(\d*)(?:-s([0-9a-f]{8}))?$/.exec(file) ?? [];
  return host === undefined ? undefined : { file, host, pid: Number(pid), started, scope };
}

/** Returns when a process started, from /proc; empty on systems without /proc. */
export function startOf(pid: number): string {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program stands in parentheses and may itself contain any character, so the last parenthesis counts.
    return status.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/**
 * Returns a name for the set of processes that this one sees: the machine since its start, and the namespace, which differs between containers.
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
