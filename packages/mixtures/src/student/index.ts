export { CollapsedCovarianceError, MixtureInputError } from '../errors.ts';
export { type StudentOptions, student } from '../families/student.ts';
export {
  type StudentMixture,
  type StudentMixtureOptions,
  type StudentParameters,
  studentMixture,
  studentModel,
} from '../mixtures/student-mixture.ts';
