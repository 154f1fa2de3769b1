import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { settingsList, table } from '../index.ts';

const page = fileURLToPath(new URL('../../../../docs/settings.md', import.meta.url));

const groups: Readonly<Record<string, string>> = {
  data: 'The images or sequences.',
  model: 'The model that groups the images.',
  training: 'How the model learns (paper section 4 and appendix A).',
  run: 'Optimizer, schedule, seeds and folder of a run.',
  evaluation: 'How a trained model is scored, and on which data.',
};

/** `docs/settings.md`: every setting, made from the table. */
function settingsPage(): string {
  const list = settingsList();
  const rowsOf = (isOf: (path: string) => boolean) => [
    '| setting | meaning | value | default |',
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
    'Every setting of a run, in the order of `config.json`. On the command line `--set path=value` changes a setting, `nem settings` prints this list, and',
    '`nem print-config EXPERIMENT` prints the values of an experiment. In a program, settings are the fields of the object that `assemble` and `performRun`',
    'take. A setting that you leave out takes its default; 0 is a number like any other.',
    '',
    "A setting whose value may be *points* can change over the training steps of a stage: `--set 'training.thetaDropout=[[1,0.5],[5000,0]]'` lets it fall in a",
    'straight line from a half at step 1 to 0 at step 5,000, and stay there. Validation and evaluation take the last value.',
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
