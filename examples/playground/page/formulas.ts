import type { Method } from '../shared/state.ts';
import { math } from './dom.ts';

/** The two halves of a step of a method, each as a formula and in words. */
export interface Formulas {
  readonly m: () => Element;
  readonly e: () => Element;
  readonly mWords: string;
  readonly eWords: string;
}

const i = (name: string) => math('mi', {}, name);
const o = (sign: string) => math('mo', {}, sign);
const n = (number: string) => math('mn', {}, number);
const row = (...parts: Element[]) => math('mrow', {}, ...parts);
const sub = (base: string, ...below: string[]) => math('msub', {}, i(base), row(...below.map(i)));
const sum = (below: string) => math('munder', {}, o('∑'), i(below));
const fraction = (above: Element, below: Element) => math('mfrac', {}, above, below);
const formula = (...parts: Element[]) => math('math', { displaystyle: 'true' }, row(...parts));
const residual = (k = 'k') => [sub('γ', k), o('('), i('x'), o('−'), sub('ψ', k), o(')')];

/** The E-step that neural models share: how well each component predicts the pixel, over all components. */
const share = () =>
  formula(
    sub('γ', 'i', 'k'),
    o('='),
    fraction(
      row(i('p'), o('('), sub('x', 'i'), o('|'), sub('ψ', 'i', 'k'), o(')')),
      row(sum('j'), i('p'), o('('), sub('x', 'i'), o('|'), sub('ψ', 'i', 'j'), o(')')),
    ),
  );
const shareWords = 'each pixel goes to the components in proportion to how well they predict it';

const rnnEm: Formulas = {
  m: () =>
    formula(
      sub('θ', 'k'),
      o('←'),
      i('RNN'),
      o('('),
      ...residual(),
      o(','),
      sub('θ', 'k'),
      o(')'),
      o(','),
      sub('ψ', 'k'),
      o('='),
      i('f'),
      o('('),
      sub('θ', 'k'),
      o(')'),
    ),
  e: share,
  mWords: 'a recurrent network reads what each component got wrong on its own pixels, and predicts anew',
  eWords: shareWords,
};

export const formulas: Readonly<Record<Method, Formulas>> = {
  'rnn-em': rnnEm,
  own: rnnEm,
  'n-em': {
    m: () =>
      formula(
        sub('θ', 'k'),
        o('←'),
        sub('θ', 'k'),
        o('+'),
        i('λ'),
        fraction(row(o('∂'), i('f')), row(o('∂'), sub('θ', 'k'))),
        ...residual(),
        o(','),
        sub('ψ', 'k'),
        o('='),
        i('f'),
        o('('),
        sub('θ', 'k'),
        o(')'),
      ),
    e: share,
    mWords: 'each component takes a step uphill: towards a better prediction of its own pixels',
    eWords: shareWords,
  },
  mixture: {
    m: () =>
      formula(
        sub('μ', 'k'),
        o('='),
        fraction(row(sum('i'), sub('γ', 'i', 'k'), sub('r', 'i')), row(sum('i'), sub('γ', 'i', 'k'))),
        o(','),
        sub('Σ', 'k'),
        o('='),
        fraction(
          row(
            sum('i'),
            sub('γ', 'i', 'k'),
            o('('),
            sub('r', 'i'),
            o('−'),
            sub('μ', 'k'),
            o(')'),
            math('msup', {}, row(o('('), sub('r', 'i'), o('−'), sub('μ', 'k'), o(')')), i('T')),
          ),
          row(sum('i'), sub('γ', 'i', 'k')),
        ),
      ),
    e: () =>
      formula(
        sub('γ', 'i', 'k'),
        o('='),
        fraction(
          row(sub('π', 'k'), i('N'), o('('), sub('r', 'i'), o('|'), sub('μ', 'k'), o(','), sub('Σ', 'k'), o(')')),
          row(sum('j'), sub('π', 'j'), i('N'), o('('), sub('r', 'i'), o('|'), sub('μ', 'j'), o(','), sub('Σ', 'j'), o(')')),
        ),
      ),
    mWords: 'each bell curve moves over the places of its pixels, and takes their spread',
    eWords: 'each pixel goes to the bell curves in proportion to their height at its place',
  },
  'k-means': {
    m: () =>
      formula(
        sub('μ', 'k'),
        o('='),
        fraction(n('1'), math('mrow', {}, o('|'), sub('S', 'k'), o('|'))),
        math('munder', {}, o('∑'), row(i('i'), o('∈'), sub('S', 'k'))),
        sub('r', 'i'),
      ),
    e: () =>
      formula(
        sub('γ', 'i', 'k'),
        o('='),
        n('1'),
        math('mtext', {}, '\u00a0for\u00a0'),
        i('k'),
        o('='),
        math('munder', {}, math('mo', {}, 'argmin'), i('j')),
        o('|'),
        sub('r', 'i'),
        o('−'),
        sub('μ', 'j'),
        o('|'),
      ),
    mWords: 'each centre moves to the middle of its pixels',
    eWords: 'each pixel goes to the nearest centre',
  },
};
