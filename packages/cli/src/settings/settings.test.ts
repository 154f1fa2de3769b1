import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { UsageError } from '../errors.ts';
import { stageList } from '../flags.ts';
import { checkSettings } from './known.ts';
import { resolveSettings } from './resolve.ts';

const folder = mkdtempSync(join(tmpdir(), 'nem-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

it('YAML, TOML and JSON say the same', () => {
  const files = [
    file('a.yaml', 'experiment: static-shapes\ntraining:\n  batchSize: 32\n  noise: { probability: 0.2 }\nrun:\n  clipNorm: 1.5\n'),
    file('a.toml', 'experiment = "static-shapes"\n[training]\nbatchSize = 32\nnoise.probability = 0.2\n[run]\nclipNorm = 1.5\n'),
    file('a.json', '{"experiment":"static-shapes","training":{"batchSize":32,"noise":{"probability":0.2}},"run":{"clipNorm":1.5}}'),
  ];
  const [first, ...others] = files.map((config) => resolveSettings(undefined, { config }));
  for (const other of others) expect(other).toEqual(first);
  expect(first).toMatchObject({
    training: { batchSize: 32, emSteps: 15, noise: { kind: 'bit-flip', probability: 0.2 } },
    run: { clipNorm: 1.5 },
  });
});

it('flags win over the file, --set over flags', () => {
  const config = file('b.json', '{"training":{"batchSize":32,"epochs":3,"patience":4}}');
  const settings = resolveSettings('static-shapes', {
    config,
    batchSize: 16,
    epochs: 5,
    set: ['training.epochs=7', 'model.algorithm=n-em'],
  });
  expect(settings.training).toMatchObject({ batchSize: 16, epochs: 7, patience: 4 });
  expect(settings.model.algorithm).toBe('n-em');
});

it('digits learnt in stages are the experiment of that name, whichever way they are asked for', () => {
  const stages = stageList('20,500,all');
  expect(resolveSettings('flying-mnist', { stages })).toEqual(resolveSettings('flying-mnist-2-stages', {}));
  expect(resolveSettings('flying-mnist-3', { stages }).experiment).toBe('flying-mnist-3');
});

it.each([
  ['training.batchsize=3', /there is no setting training\.batchsize; did you mean training\.batchSize\?/],
  ['batchSize=3', /did you mean training\.batchSize\?/],
  ['run.clipnorm=3', /did you mean run\.clipNorm\?/],
  ['zzzzzzzzzzzzzzzzzz=1', /nem print-config shows all there are/],
  ['training.epochs=many', /training\.epochs must be a number, not "many"/],
  ['model.algorithm=3', /model\.algorithm must be a text, not 3/],
  ['model.stopGammaGradient=1', /must be true or false, not 1/],
  ['training=3', /training is a group of settings, not 3/],
  ['run.seeds.data="a"', /must be a number or null/],
  ['__proto__.x=1', /there is no setting __proto__\.x/],
  ['model.convolutional.channels=[1,"a"]', /must be a list like/],
  ['seed', /--set takes name=value, not seed/],
])('refuses --set %s', (assignment, message) => {
  expect(() => resolveSettings('static-shapes', { set: [assignment] })).toThrow(UsageError);
  expect(() => resolveSettings('static-shapes', { set: [assignment] })).toThrow(message);
});

it('refuses files that are none', () => {
  expect(() => resolveSettings(undefined, {})).toThrow(/name an experiment/);
  expect(() => resolveSettings('static-shapes', { config: file('c.ini', '') })).toThrow(/must end in \.json, \.toml, \.yaml, \.yml/);
  expect(() => resolveSettings('static-shapes', { config: file('c.yaml', 'a: [') })).toThrow(/c\.yaml cannot be read/);
  expect(() => resolveSettings('static-shapes', { config: file('d.yaml', '- 1') })).toThrow(/must hold settings by name/);
  expect(() => resolveSettings('static-shapes', { config: join(folder, 'none.yaml') })).toThrow(/there is no file/);
  expect(() => resolveSettings('static-shapes', { config: file('e.toml', '[training]\nbatch = 1') })).toThrow(
    /training\.batch; did you mean training\.batchSize/,
  );
});

it('knows the settings of every experiment, and of no other', () => {
  for (const name of ['static-shapes', 'flying-shapes-3', 'flying-mnist-2-stages']) {
    const settings = resolveSettings(name, {});
    expect(() => checkSettings({ ...settings })).not.toThrow();
    expect(() => checkSettings({ ...settings, more: 1 })).toThrow(/no setting more/);
    expect(() => checkSettings({ ...settings, training: { ...settings.training, epochs: null } })).toThrow(
      /training\.epochs must be a number/,
    );
  }
});
