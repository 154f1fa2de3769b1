import type { Method } from '../shared/state.ts';
import { math } from './dom.ts';

/** The two halves of a step of a method, each as formulas and as text. */
export interface Formulas {
  readonly m: () => readonly Element[];
  readonly e: () => readonly Element[];
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
const inside = (...parts: Element[]) => row(o('('), ...parts, o(')'));
const formula = (...parts: Element[]) => math('math', { displaystyle: 'true' }, row(...parts));

/** Returns the residual: the error of a component's prediction, weighted by its responsibility for each pixel. */
const residual = () => [sub('γ', 'k'), inside(i('x'), o('−'), sub('ψ', 'k'))];
/** Returns the formula of a component's prediction. */
const decode = () => formula(sub('ψ', 'k'), o('='), i('f'), inside(sub('θ', 'k')));
const probability = (k: string) => [i('p'), inside(sub('x', 'i'), o('|'), sub('ψ', 'i', k))];
const density = (k: string) => [sub('π', k), i('N'), inside(sub('r', 'i'), o('|'), sub('μ', k), o(','), sub('Σ', k))];
const fromCentre = () => inside(sub('r', 'i'), o('−'), sub('μ', 'k'));
const weights = () => row(sum('i'), sub('γ', 'i', 'k'));

/** Returns the E-step that all neural models share: how well a component predicts the pixel, divided by the sum over all components. */
const share = () => [formula(sub('γ', 'i', 'k'), o('='), fraction(row(...probability('k')), row(sum('j'), ...probability('j'))))];
const shareWords = 'each pixel goes to the components in proportion to how well they predict it';

const rnnEm: Formulas = {
  m: () => [formula(sub('θ', 'k'), o('←'), i('RNN'), inside(...residual(), o(','), sub('θ', 'k'))), decode()],
  e: share,
  mWords: 'a recurrent network reads what each component got wrong on its own pixels, and predicts again',
  eWords: shareWords,
};

export const formulas: Readonly<Record<Method, Formulas>> = {
  'rnn-em': rnnEm,
  own: rnnEm,
  'r-nem': {
    m: () => {
      const others = math('munder', {}, o('∑'), row(i('j'), o('≠'), i('k')));
      return [
        formula(sub('c', 'k'), o('='), others, sub('a', 'k', 'j'), i('e'), inside(sub('θ', 'k'), o(','), sub('θ', 'j'))),
        formula(sub('θ', 'k'), o('←'), i('RNN'), inside(...residual(), o(','), sub('θ', 'k'), o(','), sub('c', 'k'))),
        decode(),
      ];
    },
    e: share,
    mWords:
      'as RNN‑EM, but each component also reads the others, as far as it pays attention to them (a); without a true frame, x is the model’s own',
    eWords: shareWords,
  },
  'n-em': {
    m: () => {
      const slope = fraction(row(o('∂'), i('f')), row(o('∂'), sub('θ', 'k')));
      return [formula(sub('θ', 'k'), o('←'), sub('θ', 'k'), o('+'), i('λ'), slope, ...residual()), decode()];
    },
    e: share,
    mWords: 'each component takes a step uphill: towards a better prediction of its own pixels',
    eWords: shareWords,
  },
  mixture: {
    m: () => {
      const square = row(fromCentre(), math('msup', {}, fromCentre(), i('T')));
      return [
        formula(sub('μ', 'k'), o('='), fraction(row(weights(), sub('r', 'i')), weights())),
        formula(sub('Σ', 'k'), o('='), fraction(row(weights(), square), weights())),
      ];
    },
    e: () => [formula(sub('γ', 'i', 'k'), o('='), fraction(row(...density('k')), row(sum('j'), ...density('j'))))],
    mWords: 'each bell curve moves over the places of its pixels, and takes their spread',
    eWords: 'each pixel goes to the bell curves in proportion to their height at its place',
  },
  'k-means': {
    m: () => {
      const members = math('munder', {}, o('∑'), row(i('i'), o('∈'), sub('S', 'k')));
      return [formula(sub('μ', 'k'), o('='), fraction(n('1'), row(o('|'), sub('S', 'k'), o('|'))), members, sub('r', 'i'))];
    },
    e: () => {
      const nearest = math('munder', {}, o('argmin'), i('j'));
      const distance = [o('|'), sub('r', 'i'), o('−'), sub('μ', 'j'), o('|')];
      return [formula(sub('γ', 'i', 'k'), o('='), n('1'), math('mtext', {}, '\u00a0for\u00a0'), i('k'), o('='), nearest, ...distance)];
    },
    mWords: 'each centre moves to the middle of its pixels',
    eWords: 'each pixel goes to the nearest centre',
  },
};
