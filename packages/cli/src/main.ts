import { Command, CommanderError } from 'commander';
import { commands } from './commands/index.ts';
import { exitCodeOf, exitCodes, messageOf } from './errors.ts';
import { outliveReaders, tell } from './output.ts';
import { version } from './version.ts';

const program = new Command('nem')
  .description('Neural Expectation Maximization: train, evaluate and look at models that group pixels into objects')
  .version(version)
  .showSuggestionAfterError()
  .addHelpText(
    'after',
    `
Examples:
  nem train static-shapes                        the paper's experiment on static shapes, with RNN-EM
  nem train static-shapes --model n-em --k 5     the same with N-EM and five components
  nem train static-shapes --quick                takes about two minutes, with a size that fits this machine
  nem train my-pictures/ --k 4                   your own images: a folder, an HDF5 or npz file
  nem train --resume runs/static-shapes-rnn-em-1
  nem train flying-mnist --stages 20,500,all     a video of two digits, learnt in stages
  nem train balls4mass --model r-nem             bouncing balls, with components that interact
  nem evaluate runs/static-shapes-rnn-em-1 --k 6
  nem evaluate runs/flying-shapes-3-rnn-em-* --k 5 --frames 51 --data flying-shapes-5
  nem segment drawing.png --k auto --compare     your own pictures and videos, with a pretrained model
  nem rollout runs/balls4mass-r-nem-1 --frames 100 --out rollout.gif
  nem probe runs/color-sprites-rnn-em-1          what its vectors tell about position, shape and colour
  nem sweep sweep.yaml                           many runs: seeds, a grid of settings, one table
  nem experiments
  nem show runs/static-shapes-rnn-em-1
  nem compare runs/*
  nem data stats flying-shapes --objects 5

Exit codes: 0 done, 1 a bug, 2 wrong use, 3 training diverged, 4 the run folder is in use,
5 damaged data or a failing disk, 6 runs of a sweep failed,
75 a worker saved its run, which another job can continue,
130, 143 and 138 saved after Ctrl-C, SIGTERM or SIGUSR1`,
  )
  .exitOverride();
for (const add of commands) add(program);

outliveReaders();

try {
  await program.parseAsync();
} catch (error) {
  // Commander has printed its own errors already; help and version are not errors.
  const isTold = error instanceof CommanderError;
  process.exitCode = isTold ? (error.exitCode === 0 ? exitCodes.done : exitCodes.usage) : exitCodeOf(error);
  const isBug = process.exitCode === exitCodes.bug;
  const message = error instanceof Error ? ((isBug ? error.stack : undefined) ?? messageOf(error)) : String(error);
  if (!isTold) tell(`${isBug ? 'this is a bug in nem, please report it: ' : 'error: '}${message}\n`);
}
