/** The longest time of a timer in Node, in milliseconds; a longer timer would end at once. */
const LONGEST = 2 ** 31 - 1;

/** Returns a signal that is aborted after a number of minutes. It does not keep the process alive. */
export function afterMinutes(minutes: number): AbortSignal {
  const controller = new AbortController();
  const end = performance.now() + minutes * 60_000;
  const wait = () => {
    const left = end - performance.now();
    if (left <= 0) controller.abort();
    else setTimeout(wait, Math.min(LONGEST, Math.ceil(left))).unref();
  };
  wait();
  return controller.signal;
}
