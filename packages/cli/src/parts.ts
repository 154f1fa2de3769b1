import { loadMnist } from '@neural-em/datasets/mnist';
import { withParts } from '@neural-em/experiments';

/** What settings may name: the parts of the library, and digits for flying MNIST. */
export const parts = withParts({ sources: { digits: loadMnist } });
