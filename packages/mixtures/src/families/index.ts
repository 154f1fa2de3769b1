export { MixtureInputError } from '../errors.ts';
export {
  type BernoulliMixture,
  type BernoulliMixtureOptions,
  type BernoulliParameters,
  bernoulliMixture,
  bernoulliModel,
} from '../mixtures/bernoulli-mixture.ts';
export {
  type CategoricalMixture,
  type CategoricalMixtureOptions,
  type CategoricalParameters,
  categoricalMixture,
  categoricalModel,
} from '../mixtures/categorical-mixture.ts';
export { type BernoulliOptions, type BernoulliTheta, bernoulli } from './bernoulli.ts';
export { type CategoricalOptions, type CategoricalTheta, categorical } from './categorical.ts';
