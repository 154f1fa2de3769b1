import type { Point } from '../../shared/points/data.ts';
import { pointData } from '../../shared/points/data.ts';
import { covarianceOf, type Moment, type PointsRun, reachable, runPoints } from '../../shared/points/em.ts';
import { covariances, type PointsState, pointLimits, pointsOf, starts } from '../../shared/points/state.ts';
import { codePanel } from '../code-panel.ts';
import { byId, decimal, h, lessMotion, radios } from '../dom.ts';
import { onNumber } from '../number-field.ts';
import { type Colour, css } from '../paint.ts';
import type { Store } from '../store.ts';
import { createClimb } from './climb.ts';
import { pointsSnippet } from './code.ts';
import { drawOn } from './draw.ts';
import { createPlot, type Spot } from './plot.ts';

/** Milliseconds for which each half step is shown. */
const PACE = 450;
/** Half steps after which hardly anything moves. */
const LATE = 60;
const GREY = '#a9afba';

/** Sets up the first chapter: EM on points, step by step. */
export function createPointsChapter(store: Store, colours: readonly Colour[]): { play(): void } {
  const em = createPlot('Points in the colours of the bell curves that answer for them, and the bell curves as ellipses');
  const other = createPlot('The same points in the colours of the nearest centres of k-means');
  const climb = createClimb();
  const words = { em: h('figcaption', { class: 'caption' }), other: h('figcaption', { class: 'caption' }) };
  const status = byId<HTMLOutputElement>('points-status');
  byId('points-plots').append(
    h('figure', {}, h('h4', {}, 'EM with bell curves'), em.element, words.em),
    h('figure', {}, h('h4', {}, 'k‑means'), other.element, words.other),
    climb.element,
  );

  const get = () => store.state.points;
  const set = (changes: Partial<PointsState>) => store.update({ points: { ...get(), ...changes } });
  /** Changes points or start, and begins again at the first half step. */
  const anew = (changes: Partial<PointsState>) => {
    stop();
    set({ at: 0, ...changes });
  };

  const names = Object.fromEntries(Object.entries(pointData).map(([key, { name }]) => [key, name]));
  const chooseData = radios<PointsState['data']>(byId('points-data'), { ...names, drawn: 'Draw your own' }, (data) =>
    anew({ data, ...(data === 'drawn' ? {} : { components: pointData[data].components }) }),
  );
  const components = byId<HTMLInputElement>('points-k');
  onNumber(components, (value) => anew({ components: value }));
  const covariance = choice('points-covariance', covariances, (value) => anew({ covariance: value }));
  const start = choice('points-start', starts, (value) => anew({ start: value }));
  byId('points-seed').addEventListener('click', () => anew({ seed: (get().seed + 1) % (pointLimits.seed + 1) }));
  byId('points-clear').addEventListener('click', () => anew({ drawn: [] }));
  const play = byId<HTMLButtonElement>('points-play');
  const half = (parity: 0 | 1) => {
    stop();
    const { at } = get();
    set({ at: Math.min(pointLimits.at, at % 2 === parity ? at + 2 : at + 1) });
  };
  byId('points-e').addEventListener('click', () => half(1));
  byId('points-m').addEventListener('click', () => half(0));
  byId('points-restart').addEventListener('click', () => anew({}));
  play.addEventListener('click', () => (timer === undefined ? go() : stop()));

  let timer: number | undefined;
  function stop(): void {
    clearInterval(timer);
    timer = undefined;
    play.textContent = 'Play';
  }
  function go(): void {
    if (get().at >= pointLimits.at) set({ at: 0 });
    play.textContent = 'Pause';
    timer = window.setInterval(() => {
      const { at } = get();
      // The run ends after two steps without a visible change.
      const settled = at >= 4 && run && Math.abs(run.at(at).logLikelihood - run.at(at - 4).logLikelihood) < 1e-5;
      if (at >= pointLimits.at || settled || !run) stop();
      else set({ at: at + 1 });
    }, PACE / store.state.speed);
  }

  let points: readonly Point[] = [];
  let run: PointsRun | undefined;
  let goal: number | undefined;
  const prepare = () => {
    const state = get();
    points = pointsOf(state);
    const enough = points.length >= state.components;
    run = enough ? runPoints(points, state) : undefined;
    goal = enough ? reachable(points, state) : undefined;
    const axes = state.data === 'drawn' ? undefined : (pointData[state.data] as { axes?: Parameters<typeof em.axes>[0] }).axes;
    for (const plot of [em, other]) plot.axes(axes);
  };
  const show = () => {
    const state = get();
    const { data, at } = state;
    chooseData(data);
    components.value = String(state.components);
    covariance.value = state.covariance;
    start.value = state.start;
    byId('points-clear').hidden = data !== 'drawn';
    byId('points-plots').classList.toggle('drawing', data === 'drawn');
    byId('points-hint').textContent =
      data === 'drawn'
        ? `Draw points with the pointer on the left, or with arrow keys and space: ${state.drawn.length} of at most ${pointLimits.drawn}.`
        : pointData[data].hint;
    for (const id of ['points-e', 'points-m', 'points-play']) byId<HTMLButtonElement>(id).disabled = !run;
    const moment = run?.at(at);
    em.show(points, moment?.gamma ? mixed(moment.gamma) : () => GREY, moment ? bells(moment) : []);
    other.show(points, moment?.labels ? (i) => css(colours[moment.labels![i]!]!) : () => GREY, moment ? centres(moment) : []);
    if (!moment || !run) {
      status.textContent = `There must be at least as many points as bell curves, ${state.components}.`;
      return;
    }
    climb.show(
      Array.from({ length: Math.floor(at / 2) + 1 }, (_, t) => run!.at(2 * t).logLikelihood),
      goal,
    );
    status.textContent = at === 0 ? 'before the first step' : `step ${Math.ceil(at / 2)}, ${at % 2 === 1 ? 'E' : 'M'}‑step done`;
    words.em.textContent = `log-likelihood of a point ${decimal(moment.logLikelihood)}${at === 0 ? '' : at % 2 === 1 ? '; each point has been shared out' : '; each bell curve has moved over its points'}`;
    words.other.textContent = `mean squared distance to the nearest centre ${moment.spread.toFixed(4)}`;
  };

  const mixed = (gamma: Float64Array) => (i: number) => {
    const sum: [number, number, number] = [0, 0, 0];
    for (let k = 0; k * points.length < gamma.length; k++)
      for (const c of [0, 1, 2] as const) sum[c] += gamma[k * points.length + i]! * colours[k]![c];
    return css([Math.round(sum[0]), Math.round(sum[1]), Math.round(sum[2])]);
  };
  const bells = ({ theta: { means, covariances: kept, weights } }: Moment): Spot[] =>
    Array.from(weights, (_, k) => ({
      centre: [means[2 * k]!, means[2 * k + 1]!],
      covariance: covarianceOf[get().covariance](kept, k),
      colour: css(colours[k]!),
    }));
  const centres = (moment: Moment): Spot[] =>
    Array.from({ length: moment.centres.length / 2 }, (_, k) => ({
      centre: [moment.centres[2 * k]!, moment.centres[2 * k + 1]!],
      colour: css(colours[k]!),
    }));

  drawOn(em, {
    isOn: () => get().data === 'drawn',
    add: (place) => get().drawn.length < pointLimits.drawn && anew({ drawn: [...get().drawn, place] }),
  });
  const showCode = codePanel(byId<HTMLButtonElement>('points-code'), byId('points-program'), () => pointsSnippet(get()));
  store.subscribe((state, before) => {
    if (state.points === before.points) return;
    const isAnew = (Object.keys(state.points) as (keyof PointsState)[]).some(
      (key) => key !== 'at' && state.points[key] !== before.points[key],
    );
    if (isAnew) {
      prepare();
      showCode();
    }
    show();
  });
  prepare();
  show();
  // Readers who prefer reduced motion see the end at once.
  return { play: () => (lessMotion() ? set({ at: LATE }) : go()) };
}

function choice<T extends string>(id: string, choices: Readonly<Record<T, string>>, chosen: (value: T) => void): HTMLSelectElement {
  const select = byId<HTMLSelectElement>(id);
  select.append(...Object.entries<string>(choices).map(([value, name]) => h('option', { value }, name)));
  select.addEventListener('change', () => chosen(select.value as T));
  return select;
}
