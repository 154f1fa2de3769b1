import { type Bitmap, type Place, render, SIDE } from '../shared/picture.ts';
import type { Frame } from '../shared/protocol.ts';
import { byId, radios } from './dom.ts';
import { assignment, type Colour, fill, grey } from './paint.ts';
import { pixelCanvas } from './pixel-canvas.ts';
import type { Pointer } from './pointer.ts';
import type { Store } from './store.ts';
import { type Stroke, type ToolName, tools } from './tools.ts';

/** The view of the picture that is grouped, on which the reader draws. */
export interface PictureView {
  /**
   * Shows the image that the model reads. A narrow screen shows the grouping further down, so there the image has the colours of the
   * components.
   */
  show(frame: Frame | undefined, colours: readonly Colour[]): void;
  mark(place: Place | undefined): void;
}

const LABEL = 'Picture of 28 by 28 pixels. Arrow keys move over the pixels, space uses the tool, Delete removes an object.';
const WATCHING = 'Video. Arrow keys move over the pixels to read their shares.';
const BALLS = 'The true frame of bouncing balls. Arrow keys move over the pixels, space knocks the ball there.';
const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Sets up the canvas and its tools; calls `look` with the pixel at which the reader points, and `knock` with that of a knock at balls. */
export function createPicture(store: Store, { look, knock }: Pointer): PictureView {
  const view = pixelCanvas({ tabindex: 0, role: 'application', 'aria-label': LABEL, 'aria-describedby': 'picture-hint' });
  const { canvas } = view;
  byId('picture').append(view.frame);
  let tool: ToolName = 'move';
  let stroke: Stroke | undefined;
  let at: Place = { x: 14, y: 14 };
  let shown: { gamma: Float32Array; colours: readonly Colour[] } | undefined;
  const narrow = matchMedia('(max-width: 40rem)');

  const names = Object.fromEntries(Object.entries(tools).map(([key, { name }]) => [key, name])) as Record<ToolName, string>;
  const choose = radios(byId('tools'), names, (name) => {
    tool = name;
    stroke = undefined;
    refresh();
  });
  const drawable = () => store.state.source === 'picture';
  const hasBalls = () => store.state.source === 'balls';
  const refresh = () => {
    choose(tool);
    byId('tools').hidden = !drawable();
    byId('picture-hint').textContent = drawable()
      ? tools[tool].hint
      : 'At each step the model has seen the frames before, and explains this one.';
    byId('picture-title').textContent = drawable() ? 'Picture' : hasBalls() ? 'True frame' : 'Video';
    canvas.setAttribute('aria-label', drawable() ? LABEL : hasBalls() ? BALLS : WATCHING);
    canvas.classList.toggle('watching', !drawable() && !hasBalls());
  };
  const use = (next: Stroke) => {
    stroke = next;
    set(next.objects);
  };
  const set = (objects: readonly Bitmap[]) => {
    if (objects === store.state.objects) return;
    store.update({ objects });
    paint(render(objects).pixels, SIDE, SIDE);
  };
  const paint = (image: Float32Array, height: number, width: number) => {
    const tinted = narrow.matches && shown?.gamma.length && shown.gamma.length % image.length === 0;
    fill(canvas, height, width, tinted ? assignment(shown!.gamma, image, shown!.colours) : (i) => grey(image[i]!));
  };
  const inside = ({ x, y }: Place): Place => ({ x: clamp(x, canvas.width), y: clamp(y, canvas.height) });

  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    if (hasBalls()) knock(inside(view.placeOf(event)));
    if (!drawable()) return;
    canvas.setPointerCapture(event.pointerId);
    at = inside(view.placeOf(event));
    use(tools[tool].begin(store.state.objects, at));
  });
  canvas.addEventListener('pointermove', (event) => {
    const place = inside(view.placeOf(event));
    if (stroke && event.buttons && (place.x !== at.x || place.y !== at.y)) use(stroke.move(place));
    at = place;
    look(at);
  });
  for (const end of ['pointerup', 'pointercancel'] as const) canvas.addEventListener(end, () => (stroke = undefined));
  canvas.addEventListener('pointerleave', () => look(document.activeElement === canvas ? at : undefined));
  canvas.addEventListener('focus', () => look(canvas.matches(':focus-visible') ? at : undefined));
  canvas.addEventListener('blur', () => {
    stroke = undefined;
    look(undefined);
  });
  canvas.addEventListener('keydown', (event) => {
    const arrow = arrows[event.key];
    const isTool = event.key === ' ' || event.key === 'Enter';
    if (arrow) {
      at = inside({ x: at.x + arrow[0], y: at.y + arrow[1] });
      if (stroke) use(stroke.move(at));
      look(at);
    } else if (isTool && drawable()) {
      // The space bar starts and ends a stroke; in between, the arrow keys drag or draw.
      if (stroke) stroke = undefined;
      else use(tools[tool].begin(store.state.objects, at));
    } else if (isTool && hasBalls()) knock(at);
    else if ((event.key === 'Delete' || event.key === 'Backspace') && drawable()) {
      const { objects } = store.state;
      const index = objects.findLastIndex((o) => at.x >= o.x && at.x < o.x + o.width && at.y >= o.y && at.y < o.y + o.height);
      if (index >= 0) set(objects.toSpliced(index, 1));
    } else return;
    event.preventDefault();
  });
  store.subscribe((state, before) => state.source !== before.source && refresh());
  refresh();
  return {
    mark: view.mark,
    show(frame, known) {
      if (!frame) return;
      // Where a model goes on by itself, the true frame stays without colours.
      shown = frame.rollout ? undefined : { gamma: frame.gamma, colours: known };
      // During a stroke, the drawing is newer than the last grouping.
      if (stroke) paint(render(store.state.objects).pixels, SIDE, SIDE);
      else paint(frame.actual ?? frame.image, frame.height, frame.width);
    },
  };
}

const clamp = (value: number, size: number) => Math.max(0, Math.min(size - 1, value));
