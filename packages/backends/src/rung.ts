import * as tf from '@tensorflow/tfjs-core';

/** One backend that `chooseBackend` may take. */
export interface Rung {
  /** What a user calls it. */
  readonly name: string;
  /** Imports it, makes it tfjs's current backend and says in a few words what it is; throws the reason when that cannot be done. */
  load(): Promise<string>;
}

/** Makes a registered backend current and waits until it is ready. */
export async function activate(backend: string): Promise<void> {
  if (!(await tf.setBackend(backend))) throw new Error(`the tfjs backend '${backend}' failed to start`);
  await tf.ready();
}

/** Imports the package that registers a tfjs backend, unless the program has imported such a package itself. */
export async function register(backend: string, specifier: string): Promise<void> {
  if (!tf.findBackendFactory(backend)) await importOptional(specifier);
}

/**
 * Imports a package that need not be installed. The specifier is a variable, so that bundlers leave it to the run time
 * and type checkers ask for no declarations.
 */
export async function importOptional<Module>(specifier: string): Promise<Module> {
  try {
    return await import(/* @vite-ignore */ /* webpackIgnore: true */ specifier);
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    if (typeof __filename === 'string' && (code === 'ERR_REQUIRE_ESM' || code === 'ERR_PACKAGE_PATH_NOT_EXPORTED'))
      return importModule<Module>(specifier, __filename);
    // Node, browsers and Vite word it differently, but all quote the name that they cannot resolve.
    const absent = new RegExp(`["'“]${specifier}["'”]`).test(messageOf(error));
    const remedy = tf.env().getBool('IS_NODE') ? 'is not installed' : 'is not to be found; the page must import it itself';
    throw absent ? new Error(`the package ${specifier} ${remedy}`, { cause: error }) : error;
  }
}

/** Imports a package that is a module only from the CommonJS build, which loads packages by `require`. */
async function importModule<Module>(specifier: string, filename: string): Promise<Module> {
  const { constants, Script }: typeof import('node:vm') = process.getBuiltinModule('node:vm');
  const options = { filename, importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER };
  return new Script('(name) => import(name)', options).runInThisContext()(specifier);
}

/** What an error says; tfjs also throws values that are not an Error. */
export function messageOf(error: unknown): string {
  return String((error as { message?: unknown } | undefined)?.message ?? error);
}
