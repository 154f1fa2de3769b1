import { render } from '../shared/picture.ts';
import type { Frame, Scene, Verdict } from '../shared/protocol.ts';
import { type PageState, stepsOf } from '../shared/state.ts';
import type { WorkerClient } from './worker.ts';

/** The known frames of a lane's run: one before the first step, and one after each step. */
interface Recording {
  run: number;
  frames: Frame[];
  verdict: Verdict | undefined;
  /** Frames of a newer run, shown once it is complete. */
  coming: Frame[] | undefined;
  /** The state to run next, once the run under way is complete. */
  next: PageState | undefined;
  done: boolean;
}

/** Requests the runs of lanes from the worker and keeps their frames. */
export interface Recorder {
  frames(lane: number): readonly Frame[];
  /** Returns whether the model knows such pictures, if that is known. */
  verdict(lane: number): Verdict | undefined;
  /**
   * Computes lanes anew. With `patient`, a run that is under way ends first and its last result is shown meanwhile, so that the grouping
   * follows the reader's drawing without flicker. The first `keep` frames stay as they are, because the change comes after them. Default: 0.
   */
  request(state: PageState, lanes: readonly number[], options: { patient: boolean; keep?: number | undefined }): void;
  extend(lane: number, steps: number): void;
}

/** Creates a recorder; `clip` returns the frames of the reader's video. */
export function createRecorder(worker: WorkerClient, changed: (lane: number) => void, clip: () => Float32Array): Recorder {
  const recordings = [0, 1].map(
    (): Recording => ({ run: 0, frames: [], verdict: undefined, coming: undefined, next: undefined, done: true }),
  );

  const start = (lane: number, state: PageState, hidden: boolean, keep = 0) => {
    const recording = recordings[lane]!;
    const spec = state.lanes[lane];
    if (!spec) return;
    recording.run++;
    recording.done = false;
    recording.next = undefined;
    recording.coming = hidden ? [] : undefined;
    if (!hidden) Object.assign(recording, { frames: recording.frames.slice(0, keep), verdict: undefined });
    const { run } = recording;
    worker.send({
      type: 'run',
      lane: String(lane),
      run,
      spec,
      scene: sceneOf(state, clip()),
      noise: state.noise,
      steps: stepsOf(state.source),
    });
  };

  worker.on({
    frame: ({ lane, run, frame, last }) => {
      const index = Number(lane);
      const recording = recordings[index];
      if (!recording || recording.run !== run) return;
      const frames = recording.coming ?? recording.frames;
      if (frame.t === frames.length) frames.push(frame);
      if (last) {
        recording.done = true;
        if (recording.coming) recording.frames = recording.coming;
        recording.coming = undefined;
        if (recording.next) start(index, recording.next, true);
      }
      if (!recording.coming) changed(index);
    },
    judged: ({ lane, run, verdict }) => {
      const recording = recordings[Number(lane)];
      if (recording?.run !== run) return;
      recording.verdict = verdict;
      changed(Number(lane));
    },
    failed: ({ what, lane }) => {
      const recording = what === 'run' ? recordings[Number(lane)] : undefined;
      if (recording) Object.assign(recording, { done: true, next: undefined });
    },
  });

  return {
    frames: (lane) => recordings[lane]!.frames,
    verdict: (lane) => recordings[lane]!.verdict,
    request(state, lanes, { patient, keep }) {
      for (const lane of lanes) {
        const recording = recordings[lane]!;
        if (patient && !recording.done) recording.next = state;
        else start(lane, state, patient, keep);
      }
    },
    extend: (lane, steps) => worker.send({ type: 'extend', lane: String(lane), run: recordings[lane]!.run, steps }),
  };
}

function sceneOf({ source, objects, scene, balls }: PageState, clip: Float32Array): Scene {
  if (source === 'picture') return { kind: 'picture', ...render(objects), number: scene };
  if (source === 'balls') return { kind: 'balls', number: scene, ...balls };
  return source === 'clip' ? { kind: 'clip', frames: clip, number: scene } : { kind: source, number: scene };
}
