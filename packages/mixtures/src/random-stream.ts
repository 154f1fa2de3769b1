/** A seeded stream of random numbers. */
export interface RandomStream {
  /** Draws a number, uniform over [0, 1). */
  uniform(): number;
  /** Draws a standard normal number. */
  normal(): number;
}
