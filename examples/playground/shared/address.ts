import { type BallsState, decodeBalls, encodeBalls, usualBalls } from './balls/state.ts';
import { lessons } from './lessons.ts';
import { canGroup, offered, usualMethod } from './models.ts';
import { type Bitmap, SIDE } from './picture.ts';
import { decodePoints, encodePoints, usualPoints } from './points/state.ts';
import { surprise } from './shapes.ts';
import {
  backendNames,
  type LaneState,
  limits,
  methods,
  type PageState,
  type Source,
  type Speed,
  speeds,
  usualComponents,
  usualNoise,
} from './state.ts';

/** The arrangement of shapes with which the page opens. */
const FIRST_SCENE = 45;

/** The parameter of an address that names the figure to scroll to; it does not belong to the state. */
export const FIGURE = 'figure';

/** Returns the state of the page for an empty address. */
export function defaultState(): PageState {
  const lane = usualLane('picture', usualBalls);
  return {
    source: 'picture',
    scene: FIRST_SCENE,
    objects: surprise(FIRST_SCENE),
    noise: usualNoise('picture'),
    lanes: [lane],
    at: 0,
    backend: 'auto',
    speed: 1,
    lesson: { number: 0, step: 0 },
    points: usualPoints,
    balls: usualBalls,
  };
}

/** Returns the state as the fragment of an address, without `#`; settings that have their defaults are left out. */
export function encodeState(state: PageState): string {
  const plain = defaultState();
  const words = new URLSearchParams();
  const put = (name: string, value: string | number, usual: string | number) => {
    if (value !== usual) words.set(name, String(value));
  };
  put('see', state.source, plain.source);
  put('scene', state.scene, plain.scene);
  put('objects', encodeObjects(state.objects), encodeObjects(surprise(state.scene)));
  put('noise', state.noise, usualNoise(state.source));
  put('by', encodeLane(state.lanes[0]), encodeLane(usualLane(state.source, state.balls)));
  if (state.lanes[1]) words.set('and', encodeLane(state.lanes[1]));
  put('at', state.at, plain.at);
  put('backend', state.backend, plain.backend);
  put('speed', state.speed, plain.speed);
  put('lesson', encodeLesson(state.lesson), encodeLesson(plain.lesson));
  const { settings, drawn } = encodePoints(state.points);
  put('points', settings, encodePoints(plain.points).settings);
  put('drawn', drawn, '');
  const balls = encodeBalls(state.balls);
  put('balls', balls.settings, encodeBalls(plain.balls).settings);
  put('knocks', balls.knocks, '');
  return words.toString();
}

/** Returns the state in a fragment, and a text for each part that makes no sense; such parts get their defaults. */
export function decodeState(fragment: string): { state: PageState; problems: string[] } {
  const words = new URLSearchParams(fragment.replace(/^#/, ''));
  const problems: string[] = [];
  const plain = defaultState();
  const known = 'see scene objects noise by and at backend speed lesson points drawn balls knocks'.split(' ').concat(FIGURE);
  for (const name of new Set(words.keys())) if (!known.includes(name)) problems.push(`“${clip(name)}” means nothing here`);

  const oneOf = <T extends string>(name: string, choices: readonly T[], usual: T): T => {
    const value = words.get(name);
    if (value === null) return usual;
    const found = choices.find((choice) => choice === value);
    if (found === undefined) problems.push(`${name} must be one of ${choices.join(', ')}, not “${clip(value)}”`);
    return found ?? usual;
  };
  const whole = (name: string, value: string | null | undefined, [low, high]: readonly [number, number], usual: number): number => {
    if (value === null || value === undefined) return usual;
    if (/^\d{1,6}$/.test(value) && Number(value) >= low && Number(value) <= high) return Number(value);
    problems.push(`${name} must be a whole number from ${low} to ${high}, not “${clip(value)}”`);
    return usual;
  };
  const lane = (name: string, usual: LaneState): LaneState => {
    const value = words.get(name);
    if (value === null) return usual;
    const [method = '', components, seed] = value.split('.');
    const found = methods.find((choice) => choice === method);
    if (found === undefined) problems.push(`there is no model “${clip(method)}”; there is ${methods.join(', ')}`);
    return {
      method: found ?? usual.method,
      components: whole('K', components, [1, limits.components], usual.components),
      seed: whole('the seed', seed, [0, limits.seed], usual.seed),
    };
  };

  const source = oneOf('see', offered, plain.source);
  const scene = whole('scene', words.get('scene'), [0, limits.scene], plain.scene);
  const balls = decodeBalls(words.get('balls'), words.get('knocks'));
  if (!balls) problems.push('what it says about balls is damaged');
  const usual = usualLane(source, balls ?? plain.balls);
  const fits = (state: LaneState): LaneState => {
    if (canGroup(state.method, source)) return state;
    problems.push(`${state.method} cannot group ${source}, ${usual.method} does`);
    return { ...state, method: usual.method };
  };
  const first = fits(lane('by', usual));
  const points = decodePoints(words.get('points'), words.get('drawn'));
  if (!points) problems.push('what it says about points is damaged');
  return {
    state: {
      source,
      scene,
      objects: decodeObjects(words.get('objects'), problems) ?? surprise(scene),
      noise: whole('noise', words.get('noise'), [0, limits.noise], usualNoise(source)),
      lanes: words.has('and') ? [first, fits(lane('and', usual))] : [first],
      at: whole('at', words.get('at'), [0, limits.at], plain.at),
      backend: oneOf('backend', ['auto', ...backendNames] as const, plain.backend),
      speed: Number(oneOf('speed', speeds.map(String), String(plain.speed))) as Speed,
      lesson: decodeLesson(words.get('lesson'), problems) ?? plain.lesson,
      points: points ?? plain.points,
      balls: balls ?? plain.balls,
    },
    problems,
  };
}

const usualLane = (source: Source, balls: BallsState): LaneState => ({
  method: usualMethod(source),
  components: usualComponents(balls)[source],
  seed: 1,
});

const encodeLane = ({ method, components, seed }: LaneState) => [method, components, seed].join('.');

const encodeLesson = ({ number, step }: PageState['lesson']) => (step === 0 ? String(number) : `${number}.${step + 1}`);

function decodeLesson(text: string | null, problems: string[]): PageState['lesson'] | undefined {
  if (text === null) return undefined;
  const [, number, step = '1'] = /^(\d)(?:\.(\d))?$/.exec(text) ?? [];
  if (lessons[Number(number) - 1]?.steps[Number(step) - 1]) return { number: Number(number), step: Number(step) - 1 };
  problems.push(`there is no lesson ${clip(text)}; there are 1 to ${lessons.length}`);
  return undefined;
}

function encodeObjects(objects: readonly Bitmap[]): string {
  return objects
    .map(({ x, y, width, height, bits, unknown }) => [x, y, width, height, hex(bits), ...(unknown ? ['u'] : [])].join('.'))
    .join('_');
}

function decodeObjects(text: string | null, problems: string[]): Bitmap[] | undefined {
  if (text === null) return undefined;
  const objects = text === '' ? [] : text.split('_').map(decodeObject);
  if (objects.length <= 255 && objects.every((object) => object !== undefined)) return objects;
  problems.push('the picture in the address is damaged');
  return undefined;
}

function decodeObject(text: string): Bitmap | undefined {
  const [x, y, width, height] = text.split('.').slice(0, 4).map(Number) as [number, number, number, number];
  const [digits = '', mark] = text.split('.').slice(4);
  const inside = [x, y, width, height].every((n) => Number.isInteger(n) && n >= 0) && x + width <= SIDE && y + height <= SIDE;
  if (!inside || !/^[0-9a-f]+$/.test(digits) || digits.length !== Math.ceil((width * height) / 4)) return undefined;
  const bits = [...digits].map((digit) => Number.parseInt(digit, 16).toString(2).padStart(4, '0')).join('');
  return { x, y, width, height, bits: bits.slice(0, width * height), ...(mark === 'u' ? { unknown: true as const } : {}) };
}

/** Returns zeros and ones as hexadecimal digits, one digit for four of them. */
export function hex(bits: string): string {
  const padded = bits.padEnd(Math.ceil(bits.length / 4) * 4, '0');
  return Array.from({ length: padded.length / 4 }, (_, i) => Number.parseInt(padded.slice(4 * i, 4 * i + 4), 2).toString(16)).join('');
}

const clip = (text: string) => (text.length > 24 ? `${text.slice(0, 24)}…` : text);
