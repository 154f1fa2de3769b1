/** The longest time that a timer of Node takes; a longer one would end at once. */
const LONGEST = 2 ** 31 - 1;

/** A signal that is aborted after a number of minutes, however many or few; it does not keep a process alive. */
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
