import { placeOf } from '../../shared/balls/places.ts';
import type { Place } from '../../shared/picture.ts';
import type { Frame } from '../../shared/protocol.ts';
import { h, svg } from '../dom.ts';
import { type Colour, css, fill, grey } from '../paint.ts';
import { pixelCanvas } from '../pixel-canvas.ts';

/** Width, in pixels of the frame, of the line of the strongest influence. */
const WIDEST = 0.8;
/** If no influence is stronger than this, none is drawn. */
const LEAST = 0.01;

/** The predicted frame of a model that goes on by itself, and its attention as lines over its grouping. */
export interface RolloutView {
  /** The predicted frame; hidden if the frame that is shown is not part of a rollout. */
  readonly element: HTMLElement;
  show(frame: Frame, colours: readonly Colour[]): void;
}

/** Creates the view; `grouping` is the element over whose picture the lines are drawn, and `knock` is called with the place of a click. */
export function rolloutView(grouping: HTMLElement, knock: (place: Place) => void): RolloutView {
  const predicted = pixelCanvas({ role: 'img', 'aria-label': 'Predicted frame' });
  const lines = svg('svg', { class: 'attention', role: 'img' });
  const title = h('p', { class: 'caption' });
  const caption = h('p', { class: 'caption' });
  const element = h('div', { class: 'predicted', hidden: true }, predicted.frame, title, caption);
  grouping.append(lines);
  predicted.canvas.addEventListener('pointerdown', (event) => knock(predicted.placeOf(event)));
  return {
    element,
    show(frame, colours) {
      const { rollout, height, width, t } = frame;
      element.hidden = !rollout;
      lines.replaceChildren();
      lines.setAttribute('aria-hidden', 'true');
      if (!rollout) return;
      fill(predicted.canvas, height, width, (i) => grey(rollout.prediction[i]!));
      const grouped = rollout.isOwn ? 'it' : 'the true frame';
      title.textContent = `Left: what the model predicts for frame ${t}${t === 0 ? ', which is nothing yet' : ''}. Right: which component answers for each pixel of ${grouped}.`;
      lines.setAttribute('viewBox', `0 0 ${width} ${height}`);
      const words = draw(lines, frame, colours);
      lines.setAttribute('aria-label', words);
      lines.setAttribute('aria-hidden', String(words === ''));
      caption.textContent = words;
    },
  };
}

/** Draws the places of components, and lines between them; returns in words what they say. */
function draw(lines: SVGElement, frame: Frame, colours: readonly Colour[]): string {
  const { gamma, width, height, rollout } = frame;
  const K = gamma.length / (width * height);
  const spots = Array.from({ length: K }, (_, k) => ({ k, at: placeOf(frame, k, width) })).flatMap(({ k, at }) => (at ? [{ k, at }] : []));
  const attention = rollout?.attention;
  const influences = spots.flatMap((to) =>
    spots.filter((from) => from !== to).map((from) => ({ to, from, strength: attention?.[to.k * K + from.k] ?? 0 })),
  );
  const strongest = influences.reduce(
    (best, next) => (next.strength > (best?.strength ?? LEAST) ? next : best),
    undefined as Influence | undefined,
  );
  if (strongest)
    for (const { to, from, strength } of influences) {
      // The half of the line at a component shows how strongly the other one influences it.
      const [x, y] = [(to.at.x + from.at.x) / 2, (to.at.y + from.at.y) / 2];
      const share = strength / strongest.strength;
      const d = `M${to.at.x.toFixed(2)} ${to.at.y.toFixed(2)}L${x.toFixed(2)} ${y.toFixed(2)}`;
      lines.append(svg('path', { d, 'stroke-width': (WIDEST * share).toFixed(2), 'stroke-opacity': (0.3 + 0.6 * share).toFixed(2) }));
    }
  for (const { k, at } of spots) lines.append(svg('circle', { cx: at.x.toFixed(2), cy: at.y.toFixed(2), r: 0.7, fill: css(colours[k]!) }));
  if (!attention) return '';
  return strongest
    ? `Lines are attention: the half of a line at a component is as wide as the other one influences it next. Widest: component ${strongest.from.k + 1} on ${strongest.to.k + 1}, ${strongest.strength.toFixed(2)} of 1.`
    : 'No lines: no component pays attention to another now.';
}

interface Influence {
  readonly to: { readonly k: number };
  readonly from: { readonly k: number };
  readonly strength: number;
}
