import { describe, expect, it } from 'vitest';
import { duration } from '../words.ts';
import { toCsv } from './csv.ts';
import { scoreTable, sequenceTable } from './scores.ts';
import { digits, layOut } from './table.ts';

it('a spreadsheet is given no formulas', () => {
  expect(toCsv([{ run: '=HYPERLINK("x")', a: -1, b: '-2', c: '@x', d: 'plain' }])).toBe(
    `run,a,b,c,d\r\n"'=HYPERLINK(""x"")",-1,'-2,'@x,plain\r\n`,
  );
});

it('nothing is as good as minus nothing', () => {
  expect([-0.0001, 0.0001, -0.0006, null].map((value) => digits(value, 3))).toEqual(['0.000', '0.000', '-0.001', '–']);
});

describe('sequenceTable', () => {
  it('shows the scores of whole sequences where there are some', () => {
    const scores = { sequenceAmi: 0.81, sequenceAri: 0.8, mota: -0.1, motp: 0.9, switches: 1.5, j: 0.7, f: 0.6 };
    const lines = sequenceTable([{ name: 'one', ...scores }, { name: 'baseline' }]).split('\n');
    expect(lines).toEqual([
      'whole sequences  AMI (max)    ARI    MOTA   MOTP  switches      J      F',
      'one                  0.810  0.800  -0.100  0.900       1.5  0.700  0.600',
    ]);
    expect(sequenceTable([{ name: 'baseline' }])).toBe('');
  });
});

describe('a table', () => {
  const cells = [
    ['run', 'AMI (max)', 'loss'],
    ['a', '0.912', '120.5'],
    ['b with a name', '–', '99.0'],
  ];
  const table = ['run            AMI (max)   loss', 'a                  0.912  120.5', 'b with a name          –   99.0'].join('\n');

  it('has its columns below each other where the terminal is wide enough, and in a file', () => {
    expect(layOut(cells, { width: 31 })).toBe(table);
    expect(layOut(cells)).toBe(table);
  });

  it('is a paragraph a row in a terminal of 30 columns', () => {
    const text = layOut(cells, { width: 30 });
    expect(text).toBe('a\n  AMI (max): 0.912\n  loss: 120.5\nb with a name\n  AMI (max): –\n  loss: 99.0');
  });
});

it('scores are a table in columns', () => {
  const rows = [
    { name: 'rnn-em', amiMax: 0.5, amiArithmetic: 0.61234, ari: 0.4, loss: 250.04 },
    { name: 'k-means', amiMax: 0.8, amiArithmetic: 0.9, ari: 1 },
  ];
  expect(scoreTable(rows)).toBe(
    [
      '         AMI (max)  AMI (arithmetic)    ARI   loss',
      'rnn-em       0.500             0.612  0.400  250.0',
      'k-means      0.800             0.900  1.000      –',
    ].join('\n'),
  );
});

it.each([
  [12.4, '12 s'],
  [150, '3 min'],
  [7800, '2 h 10 min'],
])('%s seconds are %s', (seconds, text) => expect(duration(seconds)).toBe(text));

it('CSV quotes what must be', () => {
  expect(
    toCsv([
      { a: 1, b: 'x,y' },
      { a: null, c: 'say "no"' },
    ]),
  ).toBe('a,b,c\r\n1,"x,y",\r\n,,"say ""no"""\r\n');
});
