import * as tf from '@tensorflow/tfjs-core';

/** One backend that `chooseBackend` may take. */
export interface Rung {
  /** The name by which users ask for the backend. */
  readonly name: string;
  /** Imports the backend, makes it tfjs's current one and returns a short description; throws the reason if that fails. */
  load(): Promise<string>;
}

/** Makes a registered backend current and waits until it is ready. */
export async function activate(backend: string): Promise<void> {
  if (!(await tf.setBackend(backend))) throw new Error(`the tfjs backend '${backend}' failed to start`);
  await tf.ready();
}

/** Imports the package that registers a tfjs backend, unless that backend is registered already. */
export async function register(backend: string, specifier: string): Promise<void> {
  if (!tf.findBackendFactory(backend)) await importOptional(specifier);
}

/**
 * Imports a package that may be missing. The specifier is a variable, so that bundlers leave the import to the run time
 * and type checkers do not ask for declarations.
 */
export async function importOptional<Module>(specifier: string): Promise<Module> {
  try {
    return await import(/* @vite-ignore */ /* webpackIgnore: true */ specifier);
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    if (typeof __filename === 'string' && (code === 'ERR_REQUIRE_ESM' || code === 'ERR_PACKAGE_PATH_NOT_EXPORTED'))
      return importModule<Module>(specifier, __filename);
    // The messages of Node, browsers and Vite differ, but all quote the name that they cannot resolve.
    const absent = new RegExp(`["'“]${specifier}["'”]`).test(messageOf(error));
    const remedy = tf.env().getBool('IS_NODE') ? 'is not installed' : 'cannot be found; the page must import it itself';
    throw absent ? new Error(`the package ${specifier} ${remedy}`, { cause: error }) : error;
  }
}

/** Imports a package that exists only as a module from the CommonJS build, which loads packages by `require`. */
async function importModule<Module>(specifier: string, filename: string): Promise<Module> {
  const { constants, Script }: typeof import('node:vm') = process.getBuiltinModule('node:vm');
  const options = { filename, importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER };
  return new Script('(name) => import(name)', options).runInThisContext()(specifier);
}

/** Returns the message of an error; tfjs also throws values that are not an Error. */
export function messageOf(error: unknown): string {
  return String((error as { message?: unknown } | undefined)?.message ?? error);
}
