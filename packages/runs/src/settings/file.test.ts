import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { experimentNamed } from '@neural-em/experiments';
import { afterAll, expect, it } from 'vitest';
import { chooseSettings } from './choose.ts';
import { readSettingsFile } from './file.ts';
import { settingsTexts } from './text.ts';

const folder = mkdtempSync(join(tmpdir(), 'nem-settings-file-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

it.each(Object.entries(settingsTexts))('settings that are written as %s are read again', async (ending, textOf) => {
  const settings = { ...experimentNamed('static-shapes'), seed: 7 };
  expect(await chooseSettings({ file: file(`written.${ending}`, textOf(settings)) })).toEqual(settings);
});

it('tells where a YAML file is wrong, however often it is', () => {
  const config = file('commas.yaml', `seed: 1\na: [${','.repeat(1000)}]`);
  expect(() => readSettingsFile(config)).toThrow(/commas\.yaml cannot be read: Unexpected , in flow sequence at line 2, column 6/);
});

it('files of settings are limited in aliases, size and names given twice, and may begin with a byte order mark', () => {
  const read = (name: string, text: string) => () => readSettingsFile(file(name, text));
  const levels = [
    'a: &a [1,1,1,1,1,1,1,1,1]',
    ...['b', 'c', 'd', 'e'].map((name, i) => `${name}: &${name} [${`*${'abcd'[i]},`.repeat(9)}]`),
  ];
  expect(read('bomb.yaml', levels.join('\n'))).toThrow(/cannot be read: Excessive alias count/);
  expect(read('twice.yaml', 'seed: 1\nseed: 2')).toThrow('seed is given twice');
  expect(read('large.yaml', '# '.padEnd(300_000))).toThrow('is too large for a file of settings');
  const keys = (length: number) => Array.from({ length }, (_, i) => `k${i}: 1`).join('\n');
  expect(read('many.yaml', keys(6000))).not.toThrow();
  expect(read('more.yaml', keys(20_000))).toThrow('is too large for a file of settings');
  expect(read('mark.json', '\ufeff{"seed": 1}')()).toEqual({ seed: 1 });
  expect(read('mark.yaml', '\ufeffseed: 1')()).toEqual({ seed: 1 });
});
