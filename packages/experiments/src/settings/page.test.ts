import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { settingsList, table } from '../index.ts';

const page = fileURLToPath(new URL('../../../../docs/settings.md', import.meta.url));

const groups: Readonly<Record<string, string>> = {
  data: 'What is grouped.',
  model: 'What groups it.',
  training: 'How it learns (paper section 4 and appendix A).',
  run: 'What a run is trained by, and how it is kept.',
  evaluation: 'What a trained model is scored on, and how.',
};

/** `docs/settings.md`: every setting, made from the table. */
function settingsPage(): string {
  const list = settingsList();
  const rowsOf = (isOf: (path: string) => boolean) => [
    '| setting | what it decides | what it may be | if it is left out |',
    '|---|---|---|---|',
    ...list
      .filter(({ path }) => isOf(path))
      .map(
        ({ path, text, kind, fallback }) => `| \`${path}\` | ${text} | ${kind} | ${fallback === 'left out' ? '–' : `\`${fallback}\``} |`,
      ),
  ];
  return [
    '# Settings',
    '',
    'Everything that decides a run, in the order of `config.json`. On the command line any of them is `--set path=value`; `nem settings` prints this list,',
    '`nem print-config EXPERIMENT` the values of an experiment. In a program they are the fields of the object that `assemble` and `performRun` take. A',
    'setting that is left out has its value from the last column; 0 is a number like any other, and words stand for what is not a number.',
    '',
    "A setting that may be *points* changes over the training steps of a stage: `--set 'training.thetaDropout=[[1,0.5],[5000,0]]'` falls in a straight line",
    'from a half to none, and stays there. Validation and evaluation take the last value.',
    '',
    ...rowsOf((path) => !path.includes('.')),
    ...Object.entries(groups).flatMap(([group, text]) => [
      '',
      `## ${group}`,
      '',
      text,
      '',
      ...rowsOf((path) => path.startsWith(`${group}.`)),
    ]),
    '',
    'This page is made from the table in `packages/experiments/src/settings/table`: `npx vitest run packages/experiments/src/settings/page.test.ts -u`.',
    '',
  ].join('\n');
}

it('the page in docs/ lists the table', async () => {
  expect(Object.keys(table).filter((name) => !(name in groups))).toEqual(['experiment', 'seed', 'stages']);
  await expect(settingsPage()).toMatchFileSnapshot(page);
});
