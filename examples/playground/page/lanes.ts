import type { Place } from '../shared/picture.ts';
import type { Frame } from '../shared/protocol.ts';
import type { LaneState, PageState } from '../shared/state.ts';
import { byId } from './dom.ts';
import { createLane, type LaneView } from './lane.ts';
import type { Moment } from './moment.ts';
import type { Colour } from './paint.ts';
import type { Pointer } from './pointer.ts';
import type { Recorder } from './recorder.ts';
import type { Store } from './store.ts';

/** The view of all groupings of the page, one or two. */
export interface LanesView {
  /** Shows the moment of the state; returns the frame of each grouping of which one is known. */
  show(colours: readonly Colour[]): Frame[];
  look(place: Place | undefined): void;
  /** Shows an error in a lane. */
  fail(lane: string, message: string): void;
  /** Offers the model that was trained in the page, which exists from now on. */
  own(): void;
}

export function createLanesView(store: Store, recorder: Recorder, pointer: Pointer): LanesView {
  const views: LaneView[] = [];
  let hasOwn = false;

  const change = (index: number) => (changes: Partial<LaneState>) => {
    const lanes = store.state.lanes.map((lane, i) => (i === index ? { ...lane, ...changes } : lane));
    store.update({ lanes: lanes as [LaneState] | [LaneState, LaneState] });
  };
  const configure = ({ lanes, source }: PageState) => {
    while (views.length > lanes.length) views.pop()!.element.remove();
    while (views.length < lanes.length) {
      const index = views.length;
      const view = createLane(index === 0 ? 'Grouping' : 'Second grouping', change(index), pointer);
      views.push(view);
      byId('lanes').append(view.element);
    }
    byId('stage').dataset.lanes = String(lanes.length);
    for (const [i, view] of views.entries()) view.configure(lanes[i]!, source, { hasOwn });
  };
  store.subscribe((state, before) => {
    if (state.lanes !== before.lanes || state.source !== before.source) configure(state);
    for (const [i, view] of views.entries()) if (state.lanes[i] !== before.lanes[i] || state.source !== before.source) view.fail(undefined);
  });
  configure(store.state);

  return {
    show(colours) {
      for (const [i, view] of views.entries()) {
        view.show(momentOf(recorder.frames(i), store.state.at), colours);
        view.judge(recorder.verdict(i));
      }
      return views.flatMap((_, i) => momentOf(recorder.frames(i), store.state.at)?.assigned ?? []);
    },
    look(place) {
      for (const view of views) view.look(place);
    },
    fail(lane, message) {
      views[Number(lane)]?.fail(message);
    },
    own() {
      hasOwn = true;
      configure(store.state);
    },
  };
}

/**
 * Returns what is shown after `at` half steps, or after the last known frame. An M-step changes the predictions; the E-step after it
 * changes the assignment.
 */
function momentOf(frames: readonly Frame[], at: number): Moment | undefined {
  const last = frames.length - 1;
  const assigned = frames[Math.min(last, Math.floor(at / 2))];
  const predicted = frames[Math.min(last, Math.ceil(at / 2))];
  return assigned && predicted && { assigned, predicted, at: Math.min(at, 2 * last) };
}
