import { describe, expect, it } from 'vitest';
import { toCsv } from './csv.ts';
import { plain } from './plain.ts';
import { renderSequences } from './scores.ts';
import { digits } from './table.ts';

it('a terminal is told nothing by the names of files', () => {
  expect(plain('a\u001b[31mred\u0007\u009b2J\u202egnp.exe\tb\nc\r\nd\re')).toBe(
    'a\ufffd[31mred\ufffd\ufffd2J\ufffdgnp.exe\tb\nc\r\nd\ufffde',
  );
});

it('a spreadsheet is given no formulas', () => {
  expect(toCsv([{ run: '=HYPERLINK("x")', a: -1, b: '-2', c: '@x', d: 'plain' }])).toBe(
    `run,a,b,c,d\r\n"'=HYPERLINK(""x"")",-1,'-2,'@x,plain\r\n`,
  );
});

it('nothing is as good as minus nothing', () => {
  expect([-0.0001, 0.0001, -0.0006, null].map((value) => digits(value, 3))).toEqual(['0.000', '0.000', '-0.001', '–']);
});

describe('renderSequences', () => {
  it('shows the scores of whole sequences where there are some', () => {
    const scores = { sequenceAmi: 0.81, sequenceAri: 0.8, mota: -0.1, motp: 0.9, switches: 1.5, j: 0.7, f: 0.6 };
    const lines = renderSequences([{ name: 'one', ...scores }, { name: 'baseline' }]).split('\n');
    expect(lines).toEqual([
      'whole sequences  AMI (max)    ARI    MOTA   MOTP  switches      J      F',
      'one                  0.810  0.800  -0.100  0.900       1.5  0.700  0.600',
    ]);
    expect(renderSequences([{ name: 'baseline' }])).toBe('');
  });
});
