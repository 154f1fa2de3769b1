/** A backend that was tried but cannot be used, with the reason. */
export interface PassedOver {
  readonly name: string;
  readonly reason: string;
}

/** The requested name is not a backend that `chooseBackend` knows on this platform. */
export class UnknownBackendError extends Error {
  override readonly name = 'UnknownBackendError';

  constructor(
    readonly requested: string,
    readonly known: readonly string[],
  ) {
    super(`no backend is called '${requested}'; the names are ${known.join(', ')}`);
  }
}

/** None of the backends tried can be used; `passedOver` holds the reason for each of them. */
export class BackendUnavailableError extends Error {
  override readonly name = 'BackendUnavailableError';

  constructor(
    readonly passedOver: readonly PassedOver[],
    readonly known: readonly string[],
  ) {
    const reasons = passedOver.map(({ name, reason }) => `backend '${name}' cannot be used: ${reason}`).join('; ');
    super(`${reasons} (the names are ${known.join(', ')}; without a name the best backend that works is taken)`);
  }
}
