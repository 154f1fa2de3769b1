import { constants, Script } from 'node:vm';
import { BrokenPackageError, MissingPackageError } from './errors.ts';

/**
 * Loads an optional package; `name` is the name that `load` imports. Throws a `MissingPackageError` that says how to install it, or a
 * `BrokenPackageError` with the reason if it is installed but fails.
 */
export async function loadPeer<T>(name: string, load: () => Promise<T>): Promise<T> {
  const [packageName = name] = /^(@[^/]+\/)?[^/]+/.exec(name) ?? [];
  try {
    return await load().catch((error: unknown) =>
      typeof __filename === 'string' ? (importOutside(name, __filename) as Promise<T>) : Promise.reject(error),
    );
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    // An installed package may itself lack another package, so the message must name this one.
    const absent = /MODULE_NOT_FOUND$/.test(codeOf(cause)) && message.includes(`'${packageName}'`);
    if (absent)
      throw new MissingPackageError(`this needs the package ${packageName}: install it with \`npm install ${packageName}\``, { cause });
    throw new BrokenPackageError(`the package ${packageName} is installed but cannot be loaded: ${message}`, { cause });
  }
}

/**
 * Imports a package as the given file would, in any context: test runners such as Jest load CommonJS in a context of their own, which has
 * no `import()`.
 */
function importOutside(name: string, filename: string): Promise<unknown> {
  const options = { filename, importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER };
  const load: unknown = new Script('(name) => import(name)', options).runInThisContext();
  return typeof load === 'function' ? load(name) : Promise.reject(new Error('no import()'));
}

function codeOf(error: unknown): string {
  // An error of another context is not an instance of this one's Error.
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
