import { adjustedMutualInformation, hardAssignment, onForeground } from '@neural-em/metrics';
import type { Frame, Report, RunRequest } from '../shared/protocol.ts';
import { grouperOf } from './groupers/index.ts';
import type { Grouper, Grouping } from './groupers/types.ts';
import { givenIn, type Images, imagesOf, withNoise } from './scenes.ts';
import { messagesFirst } from './turns.ts';

/** A run of a lane that is under way. */
interface Work {
  readonly request: RunRequest;
  readonly images: Images;
  readonly grouper: Grouper;
  /** Number of steps taken; `goal` is the number to take. */
  t: number;
  goal: number;
  judged: boolean;
}

const ami = onForeground((truth, prediction) => adjustedMutualInformation(truth, prediction, { average: 'max' }));

/** Runs the lanes of the page to their goals, one step of each in turn. A newer run of a lane replaces an older one. */
export function createLanes(post: (report: Report, transfer?: Transferable[]) => void) {
  const lanes = new Map<string, Work>();
  /** The newest requested run of each lane; the work of older runs is dropped. */
  const newest = new Map<string, number>();
  let busy = false;

  const fail = (lane: string, error: unknown) => {
    lanes.delete(lane);
    post({ type: 'failed', what: 'run', lane, message: (error as Error).message });
  };

  async function open(request: RunRequest): Promise<void> {
    const { lane, run, spec, scene, steps } = request;
    newest.set(lane, run);
    try {
      const images = await imagesOf(scene, request.noise);
      const { height, width, beginning } = images;
      const grouper = await grouperOf(spec, scene.kind, { height, width, image: images.clean(0), ...(beginning && { beginning }) });
      if (newest.get(lane) !== run) return grouper.dispose();
      lanes.get(lane)?.grouper.dispose();
      const work = { request, images, grouper, t: 0, goal: Math.min(steps, (images.count ?? steps + 1) - 1), judged: false };
      lanes.set(lane, work);
      post(...frameOf(work, grouper.first));
      void proceed();
    } catch (error) {
      if (newest.get(lane) === run) fail(lane, error);
    }
  }

  /** Works until every lane has reached its goal. */
  async function proceed(): Promise<void> {
    if (busy) return;
    busy = true;
    let steps = 0;
    let working = 0;
    for (let open = true; open; ) {
      open = false;
      for (const [lane, work] of [...lanes]) {
        if (work.t >= work.goal || lanes.get(lane) !== work) continue;
        open = true;
        const started = performance.now();
        await step(work).catch((error: unknown) => fail(lane, error));
        working += performance.now() - started;
        steps++;
        await messagesFirst();
      }
      open ||= await judgeNext();
    }
    busy = false;
    if (steps >= 5) post({ type: 'pace', stepsPerSecond: (1000 * steps) / working });
  }

  /**
   * Reports, for one lane that has reached its goal, whether its model knows the reader's images; returns whether there was such a lane.
   */
  async function judgeNext(): Promise<boolean> {
    const found = [...lanes].find(([, { judged }]) => !judged);
    if (!found) return false;
    const [lane, work] = found;
    work.judged = true;
    const given = givenIn(work.request.scene);
    // If the judgement fails, the grouping is still shown.
    const verdict =
      given.length > 0 ? await work.grouper.judge?.(given).catch((error: Error) => void console.warn(error.message)) : undefined;
    if (verdict && lanes.get(lane) === work) post({ type: 'judged', lane, run: work.request.run, verdict });
    return true;
  }

  async function step(work: Work): Promise<void> {
    const { request, images, grouper, t } = work;
    const input = withNoise(images.clean(t), request.scene, request.noise, t);
    const grouping = await grouper.step(input, images.clean(t + 1));
    work.t = t + 1;
    if (lanes.get(request.lane) === work) post(...frameOf(work, grouping));
  }

  return {
    open,
    extend(lane: string, run: number, steps: number): void {
      const work = lanes.get(lane);
      if (work?.request.run !== run || work.images.count !== undefined) return;
      work.goal = Math.max(work.goal, steps);
      void proceed();
    },
  };
}

function frameOf({ request, images, t, goal }: Work, { gamma, means, rollout }: Grouping): [Report, Transferable[]] {
  const { height, width } = images;
  const actual = images.clean(t).slice();
  const truth = images.truth(t).slice();
  // A model that goes on by itself reads and groups its own prediction.
  const own = rollout?.isOwn ? rollout.prediction : undefined;
  const target = own ?? actual;
  const image = own?.slice() ?? withNoise(actual, request.scene, request.noise, t).slice();
  const objects = new Set(truth);
  objects.delete(0);
  const K = request.spec.components;
  const score = objects.size === 0 ? null : ami(truth, hardAssignment(gamma, [K, height * width]));
  const frame: Frame = {
    ...{ t, height, width, image, target, truth, gamma, means, score },
    ...(rollout && { rollout }),
    ...(own && { actual }),
  };
  const report: Report = { type: 'frame', lane: request.lane, run: request.run, frame, last: t === goal };
  const values = [actual, truth, image, gamma, means, ...(rollout ? [rollout.prediction] : [])];
  return [report, values.map(({ buffer }) => buffer)];
}
