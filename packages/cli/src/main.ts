import { experiments } from '@neural-em/experiments';
import { Command, CommanderError } from 'commander';
import { addDataCommand } from './commands/data.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { showCommand } from './commands/show.ts';
import { trainCommand } from './commands/train.ts';
import { exitCodeOf, exitCodes } from './errors.ts';
import { collect, positiveNumber, seedNumber, wholeNumber } from './flags.ts';
import { version } from './version.ts';

function createProgram(): Command {
  const program = new Command('nem')
    .description('Neural Expectation Maximization: train, evaluate and look at models that group pixels into objects')
    .version(version)
    .showSuggestionAfterError()
    .addHelpText(
      'after',
      `
Examples:
  nem train static-shapes                        the paper's experiment on static shapes, RNN-EM
  nem train static-shapes --model n-em --k 5     the same by N-EM, with five components
  nem train static-shapes --quick                about two minutes, sized to this machine
  nem evaluate runs/static-shapes-rnn-em-1 --k 6
  nem show runs/static-shapes-rnn-em-1
  nem data stats flying-shapes --objects 5

Exit codes: 0 done, 1 a bug, 2 wrong use, 3 training diverged, 4 the run folder is in use,
5 damaged data or a failing disk, 130 and 143 saved after Ctrl-C or SIGTERM`,
    )
    .exitOverride();
  const backend = ['--backend <name>', 'tfjs backend: native, wasm, cpu, … (the best that is there)'] as const;
  const json = ['--json', 'print one JSON object on standard output, all else on standard error'] as const;

  program
    .command('train')
    .description(`train a model and write a run folder; experiments: ${Object.keys(experiments).join(', ')}`)
    .argument('[experiment]', 'name of the experiment, unless --resume or --config says it')
    .option('--resume <run>', 'go on with a run exactly where it was')
    .option('--from <run>', 'begin with the best weights of another run, which may have another K; nothing else is taken over')
    .option('--config <file>', 'settings from a file: YAML, TOML or JSON')
    .option('--set <name=value>', 'change one setting, as in training.noise.probability=0.2; again for more', collect)
    .option('--model <algorithm>', 'rnn-em or n-em (rnn-em)')
    .option('--pixels <distribution>', 'bernoulli, gaussian or laplace (bernoulli)')
    .option('--k <number>', 'components (4)', wholeNumber)
    .option('--em-steps <number>', 'EM steps on an image (15)', wholeNumber)
    .option('--epochs <number>', 'passes over the training images, at most (500)', wholeNumber)
    .option('--steps <number>', 'training steps, at most', wholeNumber)
    .option('--minutes <number>', 'stop training after so many minutes', positiveNumber)
    .option('--batch-size <number>', 'images a training step (64)', wholeNumber)
    .option('--learning-rate <number>', 'of Adam (0.001)', positiveNumber)
    .option('--validate-every <number>', 'training steps between validations (an epoch)', wholeNumber)
    .option('--validation-images <number>', 'validation images, the first so many (1000)', wholeNumber)
    .option('--test-images <number>', 'test images to score', wholeNumber, 500)
    .option('--seed <number>', 'seed of weights, noise and order (1)', seedNumber)
    .option('--tensor-board', 'write event files for TensorBoard')
    .option('--dry-run', 'check all settings and say what would be run, without running it')
    .option('--quick', 'learn what can be learned in two minutes on this machine')
    .option('--out <folder>', 'run folder (the next free number under runs/)')
    .option(...backend)
    .option(...json)
    .action(trainCommand);
  program
    .command('evaluate')
    .description('score the best weights of a run on test images, beside baselines')
    .argument('<run>', 'folder of the run')
    .option('--k <number>', 'components, if not those of the training', wholeNumber)
    .option('--em-steps <number>', 'EM steps, if not those of the training', wholeNumber)
    .option('--test-images <number>', 'test images to score', wholeNumber, 500)
    .option(...backend)
    .option(...json)
    .action(evaluateCommand);
  program
    .command('show')
    .description('print what was run and what came out, and draw pictures of test images')
    .argument('<run>', 'folder of the run')
    .option('--images <number>', 'pictures to draw', wholeNumber, 4)
    .option(...backend)
    .option(...json)
    .action(showCommand);
  addDataCommand(program);
  return program;
}

try {
  await createProgram().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has told the user already; help and version are no errors.
    process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  } else {
    process.exitCode = exitCodeOf(error);
    const isBug = process.exitCode === exitCodes.bug;
    const message = error instanceof Error ? ((isBug ? error.stack : undefined) ?? error.message) : String(error);
    process.stderr.write(`${isBug ? 'this is a bug in nem, please report it: ' : 'error: '}${message}\n`);
  }
}
