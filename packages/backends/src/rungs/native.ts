import { activate, importOptional, type Rung, register } from '../rung.ts';

const PACKAGE = '@neural-em/backend-native';

/** Fast CPU kernels compiled for this processor, through the package `@neural-em/backend-native`. */
export const native: Rung = {
  name: 'native',
  async load() {
    await register('native', PACKAGE);
    await activate('native');
    return `native kernels on the CPU${await settingsText()}`;
  },
};

/** Returns instruction level and threads, on which the last bits of results depend; an empty text if another package registered the backend. */
async function settingsText(): Promise<string> {
  try {
    const { nativeStatus } = await importOptional<{ nativeStatus(): { settings?: { level: string; threads: number } } }>(PACKAGE);
    const { settings } = nativeStatus();
    return settings ? `, ${settings.level}, threads: ${settings.threads}` : '';
  } catch {
    return '';
  }
}
