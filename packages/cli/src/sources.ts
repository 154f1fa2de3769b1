import { loadMnist } from '@neural-em/datasets/mnist';
import type { DataSources } from '@neural-em/experiments';

/** Where experiments find data that are not generated. */
export const sources: DataSources = { digits: loadMnist };
