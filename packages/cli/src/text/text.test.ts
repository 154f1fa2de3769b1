import { afterEach, describe, expect, it, vi } from 'vitest';
import { toCsv } from './csv.ts';
import { plain } from './plain.ts';
import { createProgress } from './progress.ts';
import { renderSequences } from './scores.ts';
import { digits, layOut } from './table.ts';

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

describe('progress', () => {
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });

  /** Returns the output to a terminal of this kind in eleven seconds of training. */
  function sent(terminal: string, columns: number): string {
    let text = '';
    vi.stubEnv('TERM', terminal);
    vi.useFakeTimers();
    const { stderr } = process;
    vi.spyOn(stderr, 'write').mockImplementation((chunk) => {
      text += chunk;
      return true;
    });
    const before = { isTTY: stderr.isTTY, columns: stderr.columns };
    Object.assign(stderr, { isTTY: true, columns });
    try {
      const progress = createProgress('training');
      vi.advanceTimersByTime(11_000);
      progress.update(0.5, { step: 3, loss: -0.01, score: -0.0001 });
      progress.stop();
    } finally {
      Object.assign(stderr, before);
    }
    return text;
  }

  it.each([
    ['dumb', 120],
    ['xterm', 30],
  ])('moves no cursor of a terminal %s of %i columns', (terminal, columns) => {
    expect(sent(terminal, columns)).toBe('training 50 % | loss 0.0 | AMI 0.000 | – steps/s | – left\n');
  });
});
