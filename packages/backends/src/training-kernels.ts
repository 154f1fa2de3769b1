/** Placeholder */
export const trainingKernels: readonly string[] = [];
