import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { staticShapes } from '@neural-em/datasets';
import { writeNpz } from '@neural-em/datasets/npz';
import { ExperimentError } from '@neural-em/experiments';
import { trainCommand } from '@neural-em/runs';
import { afterAll, expect, it } from 'vitest';
import { stageList } from '../flags.ts';
import { resolveSettings } from './flags.ts';

const folder = mkdtempSync(join(tmpdir(), 'nem-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

it('YAML, TOML and JSON say the same', async () => {
  const files = [
    file('a.yaml', 'experiment: static-shapes\ntraining:\n  batchSize: 32\n  noise: { probability: 0.2 }\nrun:\n  clipNorm: 1.5\n'),
    file('a.toml', 'experiment = "static-shapes"\n[training]\nbatchSize = 32\nnoise.probability = 0.2\n[run]\nclipNorm = 1.5\n'),
    file('a.json', '{"experiment":"static-shapes","training":{"batchSize":32,"noise":{"probability":0.2}},"run":{"clipNorm":1.5}}'),
  ];
  const [first, ...others] = await Promise.all(files.map((config) => resolveSettings(undefined, { config })));
  for (const other of others) expect(other).toEqual(first);
  expect(first).toMatchObject({
    training: { batchSize: 32, emSteps: 15, noise: { kind: 'bit-flip', probability: 0.2 } },
    run: { clipNorm: 1.5 },
  });
});

it('the command that a report gives repeats every setting, those of the defaults included', async () => {
  const images = join(folder, 'images.npz');
  await writeNpz(staticShapes({ seed: 1, size: { training: 20, validation: 5, test: 5 } }), images, {});
  for (const [name, changes] of [
    ['static-shapes', ['training.emSteps=3', 'seed=5']],
    // These are recommended otherwise, and are the defaults of the table.
    ['still-shapes', ['training.lossSteps=1', 'training.thetaDropout=0', 'model.gammaGradient=1', 'training.epochs=3']],
    [images, ['training.lossSteps=1', 'model.cell=rnn', 'data.seed=3']],
  ] as const) {
    const settings = await resolveSettings(name, { set: changes });
    const [nem, train, what, ...flags] = (await trainCommand(settings)).split(' ');
    expect([nem, train, what]).toEqual(['nem', 'train', name]);
    expect(await resolveSettings(what, { set: flags.filter((word) => word !== '--set') })).toEqual(settings);
  }
});

it('a data set trains as is recommended, and not as the experiment on it', async () => {
  const [own, paper] = [await resolveSettings('still-shapes', {}), await resolveSettings('static-shapes', {})];
  expect(own).toMatchObject({ experiment: 'still-shapes', training: { emSteps: 20, lossSteps: 'all' } });
  expect(own.data).toEqual(paper.data);
  const moving = await resolveSettings('flying-digits', {});
  expect(moving).toMatchObject({ experiment: 'flying-digits', data: { frames: 21 }, training: { interWeight: 1 } });
  expect((await resolveSettings('flying-mnist', {})).experiment).toBe('flying-mnist-2');
});

it('flags win over the file, --set over flags', async () => {
  const config = file('b.json', '{"training":{"batchSize":32,"epochs":3,"patience":4}}');
  const settings = await resolveSettings('static-shapes', {
    config,
    batchSize: 16,
    epochs: 5,
    set: ['training.epochs=7', 'model.algorithm=n-em'],
  });
  expect(settings.training).toMatchObject({ batchSize: 16, epochs: 7, patience: 4 });
  expect(settings.model.algorithm).toBe('n-em');
});

it('digits learnt in stages are the experiment of that name, whichever way they are asked for', async () => {
  const stages = stageList('20,500,all');
  expect(await resolveSettings('flying-mnist', { stages })).toEqual(await resolveSettings('flying-mnist-2-stages', {}));
  expect((await resolveSettings('flying-mnist-3', { stages })).experiment).toBe('flying-mnist-3');
});

it.each([
  ['training.batchsize=3', /there is no setting training\.batchsize; did you mean training\.batchSize\?/],
  ['batchSize=3', /did you mean training\.batchSize\?/],
  ['run.clipnorm=3', /did you mean run\.clipNorm\?/],
  ['zzzzzzzzzzzzzzzzzz=1', /nem settings lists all settings/],
  ['training.epochs=many', /training\.epochs must be a whole number of at least 1, not "many"/],
  ['training.epochs=null', /training\.epochs must be a whole number of at least 1, not null/],
  ['model.algorithm=3', /model\.algorithm must be a name: n-em, rnn-em, .*or one of your own parts, not 3/],
  ['run.schedule.warmUp=-5', /run\.schedule\.warmUp must be a whole number of at least 0, not -5/],
  ['training.noise.growSteps=-1', /growSteps must be a whole number of at least 0, not -1/],
  ['training.gammaSharpness=-1', /gammaSharpness must be a number above 0, not -1/],
  ['training.lossSteps=1.5', /lossSteps must be a whole number of at least 1, or all, not 1\.5/],
  ['training.thetaDropout=[[0,0.5],[0,0]]', /or points \[\[step, value\], …\] of rising steps/],
  ['training=3', /training is a group of settings, not 3/],
  ['run.seeds.data="a"', /must be a whole number of at least 0, or run, not "a"/],
  ['__proto__.x=1', /there is no setting __proto__\.x/],
  ['model.convolutional.channels=[1,"a"]', /must be a list of values, each a whole number/],
  ['seed', /a change of a setting must be name=value, not seed/],
])('refuses --set %s', async (assignment, message) => {
  await expect(resolveSettings('static-shapes', { set: [assignment] })).rejects.toThrow(ExperimentError);
  await expect(resolveSettings('static-shapes', { set: [assignment] })).rejects.toThrow(message);
});

it('refuses files that are none', async () => {
  await expect(resolveSettings(undefined, {})).rejects.toThrow(/name an experiment/);
  await expect(resolveSettings('static-shapes', { config: file('c.ini', '') })).rejects.toThrow(
    /must end in \.json, \.toml, \.yaml, \.yml/,
  );
  await expect(resolveSettings('static-shapes', { config: file('c.yaml', 'a: [') })).rejects.toThrow(/c\.yaml cannot be read/);
  await expect(resolveSettings('static-shapes', { config: file('d.yaml', '- 1') })).rejects.toThrow(/must hold settings by name/);
  await expect(resolveSettings('static-shapes', { config: join(folder, 'none.yaml') })).rejects.toThrow(/there is no file/);
  await expect(resolveSettings('static-shapes', { config: file('e.toml', '[training]\nbatch = 1') })).rejects.toThrow(
    /training\.batch; did you mean training\.batchSize/,
  );
});

it.each(['yaml', 'json'])('settings in %s that are nested without end are refused', async (ending) => {
  const config = file(`deep.${ending}`, `{"data": ${'['.repeat(20_000)}${']'.repeat(20_000)}}`);
  await expect(resolveSettings('static-shapes', { config })).rejects.toThrow(/nested deeper than any settings|cannot be read: Maximum/);
  const set = [`model.components=${'['.repeat(5000)}${']'.repeat(5000)}`];
  await expect(resolveSettings('static-shapes', { set })).rejects.toThrow(/nested deeper than any settings/);
});
