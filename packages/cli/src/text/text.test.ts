import { expect, it } from 'vitest';
import { toCsv } from './csv.ts';
import { plain } from './plain.ts';
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
