import { loadMnist } from '@neural-em/datasets/mnist';
import { withParts } from '@neural-em/experiments';
import { files } from './data/files.ts';

/** The parts that settings may name in Node: the parts of `@neural-em/experiments`, files as data, and digits for flying MNIST. */
export const nodeParts = withParts({ data: { files }, sources: { digits: loadMnist } });
