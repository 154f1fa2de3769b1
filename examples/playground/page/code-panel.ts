import { copy } from './copy.ts';
import { h } from './dom.ts';

/** Shows a program in a panel that a button opens and closes; returns a function that updates the program. */
export function codePanel(button: HTMLButtonElement, panel: HTMLElement, program: () => string): () => void {
  const code = h('code');
  const copyButton = h('button', { type: 'button' }, 'Copy');
  panel.append(
    h('p', { class: 'caption' }, 'Runs in Node with the published packages: save as grouping.mjs, install what it imports, and run it.'),
    h('pre', { tabindex: 0, 'aria-label': 'Code' }, code),
    copyButton,
  );
  const refresh = () => {
    if (!panel.hidden) code.textContent = program();
  };
  button.addEventListener('click', () => {
    panel.hidden = !panel.hidden;
    button.setAttribute('aria-expanded', String(!panel.hidden));
    refresh();
  });
  copyButton.addEventListener('click', () => void copy(copyButton, code.textContent));
  return refresh;
}
