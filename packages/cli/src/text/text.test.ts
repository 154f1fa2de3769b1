import { afterEach, describe, expect, it, vi } from 'vitest';
import { plain } from './plain.ts';
import { createProgress } from './progress.ts';

it('a terminal is told nothing by the names of files', () => {
  expect(plain('a\u001b[31mred\u0007\u009b2J\u202egnp.exe\tb\nc\r\nd\re')).toBe(
    'a\ufffd[31mred\ufffd\ufffd2J\ufffdgnp.exe\tb\nc\r\nd\ufffde',
  );
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
