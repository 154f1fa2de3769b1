import { MissingPackageError } from './errors.ts';

/** Loads an optional package. Throws a `MissingPackageError` that says how to install it. */
export async function loadPeer<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new MissingPackageError(`this needs the package ${name}: install it with \`npm install ${name}\``, { cause });
  }
}
