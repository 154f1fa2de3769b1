import { constants, Script } from 'node:vm';
import { BrokenPackageError, MissingPackageError } from './errors.ts';

/**
 * Loads an optional package, by the name that `load` imports. Throws a `MissingPackageError` that says how to install it, or a
 * `BrokenPackageError` with the reason where it is there and fails.
 */
export async function loadPeer<T>(name: string, load: () => Promise<T>): Promise<T> {
  const [packageName = name] = /^(@[^/]+\/)?[^/]+/.exec(name) ?? [];
  try {
    return await load().catch((error: unknown) => {
      if (codeOf(error) === NO_IMPORT) return importOutside(name) as Promise<T>;
      throw error;
    });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    // A package that is there may lack one of its own.
    const absent = /MODULE_NOT_FOUND$/.test(codeOf(cause)) && message.includes(`'${packageName}'`);
    if (absent)
      throw new MissingPackageError(`this needs the package ${packageName}: install it with \`npm install ${packageName}\``, { cause });
    throw new BrokenPackageError(`the package ${packageName} is there but cannot be loaded: ${message}`, { cause });
  }
}

/** What Node says where a test runner loads CommonJS in a context of its own, as Jest does, and that context has no `import()`. */
const NO_IMPORT = 'ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING_FLAG';

/** Imports a package, seen from this file, outside of a context that has no `import()`. */
function importOutside(name: string): Promise<unknown> {
  const options = {
    filename: typeof __filename === 'string' ? __filename : import.meta.filename,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  };
  const load: unknown = new Script('(name) => import(name)', options).runInThisContext();
  return typeof load === 'function' ? load(name) : Promise.reject(new Error('no import()'));
}

function codeOf(error: unknown): string {
  // An error of another context is not an instance of this one's Error.
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
