/** A seeded stream of random numbers. */
export interface RandomStream {
  /** A number, uniform over [0, 1). */
  uniform(): number;
  /** A standard normal number. */
  normal(): number;
}
