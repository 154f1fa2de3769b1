export { adjustedMutualInformation } from './adjusted-mutual-information.ts';
export { adjustedRandIndex } from './adjusted-rand-index.ts';
export type { Average } from './averages.ts';
export { MetricInputError } from './errors.ts';
export { expectedMutualInformation } from './expected-mutual-information.ts';
export { type ClusteringMetric, onForeground } from './foreground.ts';
export { hardAssignment } from './hard-assignment.ts';
export { mutualInformation } from './mutual-information.ts';
export { mean, sampleDeviation } from './statistics.ts';
