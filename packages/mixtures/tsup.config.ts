import { library } from '../../tsup.base.ts';

export default library({
  entry: {
    index: 'src/index.ts',
    families: 'src/families/index.ts',
    student: 'src/student/index.ts',
    steps: 'src/steps/index.ts',
    images: 'src/images/index.ts',
  },
  // Code that entries share, the error class above all, must be there once.
  splitting: true,
});
