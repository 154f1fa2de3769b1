import { decodeState, defaultState } from '../shared/address.ts';
import { firstOtherKnock } from '../shared/balls/state.ts';
import { offered, usualMethod } from '../shared/models.ts';
import type { Place } from '../shared/picture.ts';
import { surprise } from '../shared/shapes.ts';
import { showing } from '../shared/show-source.ts';
import { limits, type PageState, type Source, sourceNames } from '../shared/state.ts';
import { keepStateInAddress, namedBy } from './anchors.ts';
import { createAnnouncer, summary } from './announcer.ts';
import { createArrange } from './arrange.ts';
import { createBackendLine } from './backend-line.ts';
import { createBalls } from './balls/controls.ts';
import { byId, pick, radios } from './dom.ts';
import { createEmbed } from './embed.ts';
import { createFigureLinks } from './figure-links.ts';
import { createLanesView } from './lanes.ts';
import { createLessons } from './lessons.ts';
import { notify } from './notices.ts';
import { createOwnModel } from './own/model.ts';
import { createOwn } from './own/open.ts';
import type { Colour } from './paint.ts';
import { createPicture } from './picture.ts';
import { createPixelsChapter } from './pixels-chapter.ts';
import { createPlayer } from './player.ts';
import type { Pointer } from './pointer.ts';
import { createRecorder } from './recorder.ts';
import { createShare } from './share.ts';
import { createSpeed } from './speed.ts';
import { createStore } from './store.ts';
import { createStory } from './story.ts';
import { createTraining } from './train.ts';
import { startWorker } from './worker.ts';

/** Name of the performance mark at which the first grouping is complete; `scripts/measure.ts` reads it. */
const FIRST = 'first grouping';

const { state: initial, problems } = decodeState(namedBy(location.hash) ? '' : location.hash);
/** Replaces the reader's own video in addresses, which cannot hold a video. */
const withoutClip = { source: 'picture', lanes: defaultState().lanes } as const;
if (initial.source === 'clip') problems.push('it shows a video that only its owner has: open it again');
if (problems.length > 0) notify(`Part of the address was not understood: ${problems.join('; ')}.`);

const store = createStore(initial.source === 'clip' ? { ...initial, ...withoutClip } : initial);
const worker = startWorker(notify);
const announce = createAnnouncer();
let colours: readonly Colour[] = [];

let clip: Float32Array = new Float32Array();
const recorder = createRecorder(
  worker,
  () => {
    player.refresh();
    show();
  },
  () => clip,
);
const balls = createBalls(store);
const pointer: Pointer = { look, knock: balls.knock };
const lanes = createLanesView(store, recorder, pointer);
const picture = createPicture(store, pointer);
const story = createStory(worker);
const player = createPlayer(store, recorder, () => announce(summary(store.state, recorder.frames)));

/** Marks the pixel at which the reader points, in every view. */
function look(place: Place | undefined): void {
  lanes.look(place);
  picture.mark(place);
}

/** Whether a redraw is scheduled: several changes within one frame of the display are drawn once. */
let due = false;
function show(): void {
  if (due) return;
  due = true;
  requestAnimationFrame(() => {
    due = false;
    if (colours.length === 0) return;
    const frames = lanes.show(colours);
    picture.show(frames[0], colours);
    balls.show(frames.find(({ rollout }) => rollout) ?? frames[0]);
  });
}

const chooseSource = radios<Source>(byId('sources'), pick(sourceNames, offered), (source) => store.update(showing(source, store.state)));
byId('surprise').addEventListener('click', () => {
  const scene = (store.state.scene + 1) % (limits.scene + 1);
  const { source, balls: before } = store.state;
  store.update({ scene, balls: { ...before, knocks: [] }, ...(source === 'picture' ? { objects: surprise(scene) } : {}) });
});
const compare = byId('compare');
compare.addEventListener('click', () => {
  const { source } = store.state;
  const [first, second] = store.state.lanes;
  store.update({
    lanes: second
      ? [first]
      : [
          first,
          { ...first, method: first.method === 'k-means' ? usualMethod(source) : 'k-means', components: Math.min(first.components, 3) },
        ],
  });
});
const noise = byId<HTMLInputElement>('noise');
noise.addEventListener('input', () => store.update({ noise: noise.valueAsNumber }));

function showControls({ source, noise: percent, lanes: chosen }: PageState): void {
  chooseSource(source);
  noise.value = String(percent);
  byId('noise-value').textContent = `${percent} %`;
  compare.setAttribute('aria-pressed', String(chosen.length === 2));
}

store.subscribe((state, before) => {
  showControls(state);
  const other = state.source === 'balls' && state.balls !== before.balls;
  const knock = other ? firstOtherKnock(state.balls, before.balls) : undefined;
  const isKnocked = knock !== undefined && state.balls.given === before.balls.given && state.balls.count === before.balls.count;
  const isNew = state.source !== before.source || state.scene !== before.scene || (other && !isKnocked);
  const isEdited = state.objects !== before.objects || state.noise !== before.noise;
  const changed = [0, 1].filter((lane) => isNew || isEdited || isKnocked || state.lanes[lane] !== before.lanes[lane]);
  // Nothing can be computed before there is a backend; then everything is requested.
  if (changed.length > 0 && colours.length > 0) {
    // A knock changes only the frames after it, and what is shown goes on from there.
    if (isKnocked && !isNew) {
      recorder.request(state, changed, { patient: false, keep: knock + 1 });
      player.refresh();
    } else {
      recorder.request(state, changed, { patient: isEdited && !isNew });
      if (isEdited && !isNew) player.toEnd();
      else player.playFromStart();
    }
  }
  show();
});

let points: { play(): void } | undefined;
let pointsAreToPlay = false;

/** Starts the work that waits until the first grouping is complete. */
function firstIsThere(): void {
  // Tries the story again, in case it failed because a file could not be loaded.
  story.begin(colours);
  if (performance.getEntriesByName(FIRST).length > 0) return;
  performance.mark(FIRST);
  if (store.state.lanes.every(({ method }) => method !== 'own')) void own.restore();
  if (import.meta.env.MODE === 'offline') void navigator.serviceWorker?.register('./service-worker.js').catch(() => {});
  void import('./points/chapter.ts').then(({ createPointsChapter }) => {
    points = createPointsChapter(store, colours);
    if (pointsAreToPlay) points.play();
    // Only now all elements above the figure have their final heights.
    goToFigure();
  });
}

worker.on({
  ready: async (report) => {
    colours = report.colours;
    // A lane needs its model before it runs.
    if (store.state.lanes.some(({ method }) => method === 'own')) await own.restore();
    recorder.request(store.state, [0, 1], { patient: false });
    if (store.state.at === 0) player.playFromStart();
  },
  frame: ({ lane, last }) => {
    if (last && lane === '0') firstIsThere();
  },
  failed: ({ what, lane = '', message }) => {
    if (what === 'run') lanes.fail(lane, message);
    else notify(message);
    if (lane === '0') firstIsThere();
  },
});
showControls(store.state);
createPixelsChapter(store);
createSpeed(store);
createArrange(store);
const own = createOwnModel(store, worker, lanes.own);
createOwn(store, {
  setClip: (frames) => {
    clip = frames;
    byId('sources').classList.add('with-clip');
  },
  openModel: async (file) => own.open(new Uint8Array(await file.arrayBuffer())),
  notify,
});
createBackendLine(store, worker);
createShare(store, worker, recorder.frames, () => clip);
createTraining(store, own.trained, () => colours);
createEmbed(store, recorder.frames);
const goToFigure = createFigureLinks(store);
goToFigure();
createLessons(store, {
  playground: player.playFromStart,
  points: () => {
    pointsAreToPlay = true;
    points?.play();
  },
});
worker.send({ type: 'start', backend: store.state.backend, spareCores: 0 });

keepStateInAddress();
// An address that is pasted into the open page works like one that is opened anew.
addEventListener('hashchange', () => namedBy(location.hash) ?? location.reload());
