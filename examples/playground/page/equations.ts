import type { Method } from '../shared/state.ts';
import { h } from './dom.ts';
import { formulas } from './formulas.ts';

/** A panel with the two halves of a step as formulas; the half that was taken last is highlighted. */
export interface EquationPanel {
  readonly element: HTMLElement;
  configure(method: Method): void;
  /** `at` counts half steps: it is odd after an M-step and even after an E-step. */
  highlight(at: number): void;
}

export function equationPanel(): EquationPanel {
  const halves = (['M', 'E'] as const).map((name) => {
    const formula = h('div', { class: 'formula' });
    const words = h('p', { class: 'caption' });
    const element = h('div', { class: 'half' }, h('span', { class: 'half-name' }, `${name}‑step`), formula, words);
    return { name, formula, words, element };
  });
  let shown: Method | undefined;
  return {
    element: h('div', { class: 'equations' }, ...halves.map(({ element }) => element)),
    configure(method) {
      if (method === shown) return;
      shown = method;
      const { m, e, mWords, eWords } = formulas[method];
      for (const { name, formula, words } of halves) {
        formula.replaceChildren(...(name === 'M' ? m() : e()));
        words.textContent = name === 'M' ? mWords : eWords;
      }
    },
    highlight(at) {
      for (const { name, element } of halves) {
        const lit = at > 0 && name === (at % 2 === 1 ? 'M' : 'E');
        element.classList.toggle('lit', lit);
        if (lit) element.setAttribute('aria-current', 'step');
        else element.removeAttribute('aria-current');
      }
    },
  };
}
