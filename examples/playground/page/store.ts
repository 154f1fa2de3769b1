import { encodeState } from '../shared/address.ts';
import type { PageState } from '../shared/state.ts';

/** The state of the page, with listeners for its changes. */
export interface Store {
  readonly state: PageState;
  update(changes: Partial<PageState>): void;
  subscribe(listener: (state: PageState, before: PageState) => void): void;
  /** Writes the state into the address at once; without this call, it is written when changes pause. */
  writeAddress(): void;
}

/** Milliseconds without a change before the address is written. Browsers complain if it changes many times per second. */
const ADDRESS_AFTER = 400;

export function createStore(initial: PageState): Store {
  let state = initial;
  let timer: number | undefined;
  const listeners: ((state: PageState, before: PageState) => void)[] = [];
  const writeAddress = () => {
    clearTimeout(timer);
    const fragment = encodeState(state);
    history.replaceState(null, '', fragment ? `#${fragment}` : location.pathname + location.search);
  };
  return {
    get state() {
      return state;
    },
    update(changes) {
      const before = state;
      state = { ...state, ...changes };
      for (const listener of listeners) listener(state, before);
      clearTimeout(timer);
      timer = window.setTimeout(writeAddress, ADDRESS_AFTER);
    },
    subscribe(listener) {
      listeners.push(listener);
    },
    writeAddress,
  };
}
