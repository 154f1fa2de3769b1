import { aliases, experiments } from '@neural-em/experiments';
import { Argument, Command, CommanderError, Option } from 'commander';
import { addBackgroundCommand } from './commands/background.ts';
import { compareCommand } from './commands/compare.ts';
import { completionCommand, shells } from './commands/completion.ts';
import { addDataCommand } from './commands/data.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { addExperimentsCommand } from './commands/experiments.ts';
import { logCommand } from './commands/log.ts';
import { addPretrainedCommand } from './commands/pretrained.ts';
import { configFormats, printConfigCommand } from './commands/print-config.ts';
import { reportCommand } from './commands/report.ts';
import { addReproduceCommand } from './commands/reproduce.ts';
import { showCommand } from './commands/show.ts';
import { trainCommand } from './commands/train.ts';
import { exitCodeOf, exitCodes } from './errors.ts';
import { collect, positiveNumber, seedNumber, stageList, wholeNumber } from './flags.ts';
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
  nem train --resume runs/static-shapes-rnn-em-1
  nem train flying-shapes-3 --k 5                a video of three shapes
  nem train flying-mnist --stages 20,500,all     a video of two digits, learnt in stages
  nem evaluate runs/static-shapes-rnn-em-1 --k 6
  nem evaluate runs/flying-shapes-3-rnn-em-* --k 5 --frames 51 --data flying-shapes-5
  nem experiments
  nem show runs/static-shapes-rnn-em-1
  nem compare runs/*
  nem data stats flying-shapes --objects 5

Exit codes: 0 done, 1 a bug, 2 wrong use, 3 training diverged, 4 the run folder is in use,
5 damaged data or a failing disk, 130 and 143 saved after Ctrl-C or SIGTERM`,
    )
    .exitOverride();
  const backend = ['--backend <name>', 'tfjs backend: native, wasm, cpu, … (the best that is there)'] as const;
  const json = ['--json', 'print one JSON object on standard output, all else on standard error'] as const;

  addSettingFlags(
    program
      .command('train')
      .description('train a model and write a run folder')
      .argument(
        '[experiment]',
        `name of the experiment, unless --resume or --config says it: ${[...Object.keys(experiments), ...Object.keys(aliases)].join(', ')}`,
      )
      .option('--resume <run>', 'go on with a run exactly where it was')
      .option(
        '--from <run>',
        'begin with the best weights of another run, which may have another K, or with those of a pretrained model; nothing else is taken over',
      ),
  )
    .option('--minutes <number>', 'stop training after so many minutes', positiveNumber)
    .option('--test-images <number>', 'test images to score', wholeNumber, 500)
    .option('--restarts <number>', 'starts of each test image (1), as of nem evaluate', wholeNumber)
    .option('--tensor-board', 'write event files for TensorBoard')
    .option('--dry-run', 'check all settings and say what would be run, without running it')
    .option('--quick', 'learn what can be learned in two minutes on this machine')
    .option('--out <folder>', 'run folder (the next free number under runs/)')
    .option(...backend)
    .option(...json)
    .action(trainCommand);
  addSettingFlags(
    program
      .command('print-config')
      .description('print all settings of a run, as a file for --config')
      .argument('[experiment]', 'name of the experiment'),
  )
    .addOption(new Option('--format <name>', 'format of the file').choices(configFormats).default('yaml'))
    .action(printConfigCommand);
  program
    .command('evaluate')
    .description(
      'score the best weights of a run on test images, beside baselines and published scores; of several runs the mean over seeds',
    )
    .argument('<run...>', 'folders of runs that differ in their seeds, or the name of a pretrained model')
    .option('--k <number>', 'components, if not those of the training', wholeNumber)
    .option('--data <experiment>', 'data of another experiment, with its number of objects, frames and steps')
    .option('--frames <number>', 'frames of a sequence, if not those of the data: 51 for the long test', wholeNumber)
    .option('--em-steps <number>', 'EM steps, if not those of the training or of the data', wholeNumber)
    .option('--restarts <number>', 'starts of each image (1); scored is the one whose components explain it best', wholeNumber)
    .addOption(new Option('--split <name>', 'part of the data').choices(['training', 'validation', 'test']).default('test'))
    .option('--test-images <number>', 'images or sequences to score', wholeNumber, 500)
    .option('--curves <file>', 'draw the score per step, with quartiles, into an SVG file')
    .option('--report', 'make report.html of each run anew, with this evaluation on it')
    .option('--csv', 'print the score per step as CSV')
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
  program
    .command('report')
    .description('write one page on a run, or on several side by side: curves, scores, examples, settings')
    .argument('<run...>', 'folders of runs')
    .option('--out <file>', 'page to write (report.html in the folder of the run)')
    .option(...backend)
    .action(reportCommand);
  program
    .command('compare')
    .description('print a table of runs: what they were and what came out')
    .argument('<run...>', 'folders of runs')
    .option('--csv', 'print CSV')
    .option('--curves <file>', 'also draw their curves into an SVG file')
    .option(...json)
    .action(compareCommand);
  program
    .command('log')
    .description('print the rows of a run: steps, validations, warnings')
    .argument('<run>', 'folder of the run')
    .option('--kind <name>', 'rows of one kind alone: step, validation, warning, diverged')
    .option('--csv', 'print CSV instead of JSON lines')
    .action(logCommand);
  program
    .command('completion')
    .description('print a script that completes commands and flags; for bash: source <(nem completion bash)')
    .addArgument(new Argument('<shell>', 'your shell').choices(shells))
    .action((shell: string) => completionCommand(program, shell));
  addExperimentsCommand(program);
  addReproduceCommand(program);
  addPretrainedCommand(program);
  addDataCommand(program);
  addBackgroundCommand(program);
  return program;
}

/** Adds the flags that change settings. */
function addSettingFlags(command: Command): Command {
  return command
    .option('--config <file>', 'settings from a file: YAML, TOML or JSON')
    .option('--set <name=value>', 'change one setting, as in training.noise.probability=0.2; again for more', collect)
    .option('--model <algorithm>', 'rnn-em or n-em')
    .option('--pixels <distribution>', 'bernoulli, gaussian or laplace')
    .option('--k <number>', 'components', wholeNumber)
    .option('--em-steps <number>', 'EM steps on an image', wholeNumber)
    .option('--epochs <number>', 'passes over the training images, at most', wholeNumber)
    .option('--steps <number>', 'training steps, at most', wholeNumber)
    .option('--batch-size <number>', 'images a training step', wholeNumber)
    .option('--learning-rate <number>', 'learning rate of the optimizer', positiveNumber)
    .option('--stages <list>', 'train in stages on the first so many digits each, as in 20,500,all', stageList)
    .option('--validate-every <number>', 'training steps between validations (an epoch)', wholeNumber)
    .option('--validation-images <number>', 'validation images, the first so many', wholeNumber)
    .option('--seed <number>', 'seed of weights, noise and order', seedNumber);
}

// Whoever reads no further, as `head` does, has what they wanted.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(exitCodes.done);
});

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
