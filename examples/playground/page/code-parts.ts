/** A part of a program. */
export interface Part {
  readonly imports: readonly string[];
  readonly lines: readonly string[];
}

/** Code that makes a video: a function of `@neural-em/datasets`, its options besides the seed, and what these need. */
export interface VideoCode {
  readonly make: string;
  readonly options: string;
  readonly from: readonly string[];
  readonly before?: readonly string[];
}
