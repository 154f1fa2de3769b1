import { fitPictures, type Picture } from '@neural-em/datasets/fit';
import { SIDE } from '../../shared/picture.ts';
import { h } from '../dom.ts';
import { fill, grey } from '../paint.ts';
import { pixelCanvas } from '../pixel-canvas.ts';

/** A picture with a larger share of lit pixels than this is unlike the pictures that the models were trained on. */
const MUCH = 0.45;

/** Shows pictures as they are fitted and asks whether to use them; resolves with images [T, H, W] of zeros and ones, or undefined. */
export function preview(pictures: readonly Picture[]): Promise<Float32Array | undefined> {
  const original = h('canvas', { class: 'original', role: 'img', 'aria-label': 'The picture as it is' });
  const fitted = pixelCanvas({ role: 'img', 'aria-label': 'The picture as the model reads it' });
  const invert = h('input', { type: 'checkbox' });
  const threshold = h('input', { type: 'range', min: 0, max: 100, step: 1 });
  const share = h('output');
  const verdict = h('p', { class: 'caption', role: 'status' });
  const use = h('button', { type: 'submit', class: 'primary', value: 'use' }, 'Use it');
  const form = h(
    'form',
    { method: 'dialog' },
    h('h2', { id: 'preview-title' }, pictures.length > 1 ? 'Your video' : 'Your picture'),
    h('div', { class: 'preview' }, original, fitted.frame),
    h('label', { class: 'check' }, invert, ' dark becomes light'),
    h('label', { class: 'slider' }, 'Threshold ', threshold, share),
    verdict,
    h('p', { class: 'caption' }, 'It stays in this page and is sent nowhere.'),
    h('div', { class: 'buttons' }, use, h('button', { type: 'submit', value: '' }, 'Cancel')),
  );
  const dialog = h('dialog', { class: 'panel', 'aria-labelledby': 'preview-title' }, form);
  const target = { height: SIDE, width: SIDE, channels: 1, binary: true };
  let frames = new Float32Array();

  const fit = (options: { invert?: boolean; threshold?: number }) => {
    const result = fitPictures(pictures, target, options);
    frames = Float32Array.from(result.frames);
    invert.checked = result.fit.inverted;
    threshold.value = String(Math.round(100 * (result.fit.threshold ?? 0)));
    share.textContent = `${threshold.value} %`;
    const lit = frames.reduce((a, b) => a + b, 0) / frames.length;
    verdict.textContent =
      lit === 0
        ? 'Nothing is left: move the threshold.'
        : lit > MUCH
          ? 'Much of it is lit. The models know a few light shapes on a dark ground: what they say about this is a guess.'
          : `${Math.round(100 * lit)} % of the pixels are lit${pictures.length > 1 ? `, in ${pictures.length} frames` : ''}.`;
    use.disabled = lit === 0;
    const middle = SIDE * SIDE * (pictures.length >> 1);
    fill(fitted.canvas, SIDE, SIDE, (i) => grey(frames[middle + i]!));
  };
  invert.addEventListener('change', () => fit({ invert: invert.checked }));
  threshold.addEventListener('input', () => fit({ invert: invert.checked, threshold: threshold.valueAsNumber / 100 }));

  const shown = pictures[pictures.length >> 1]!;
  original.width = shown.width;
  original.height = shown.height;
  original.getContext('2d')!.putImageData(new ImageData(new Uint8ClampedArray(shown.data), shown.width, shown.height), 0, 0);
  fit({});
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'use' ? frames : undefined);
    });
  });
}
