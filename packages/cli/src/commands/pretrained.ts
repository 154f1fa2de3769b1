import { cards } from '@neural-em/pretrained';
import { startsText } from '@neural-em/runs';
import { Argument } from 'commander';
import type { AddCommand } from '../flags.ts';
import { print } from '../output.ts';
import { layOut } from '../text/table.ts';

interface PretrainedFlags {
  readonly json?: boolean;
}

/** Adds `nem pretrained`. */
export const pretrained: AddCommand = (program) => {
  program
    .command('pretrained')
    .description('list the trained models of @neural-em/pretrained, or print the card of one')
    .addArgument(new Argument('[name]', 'model whose card to print').choices(Object.keys(cards)))
    .option('--json', 'print JSON')
    .action(pretrainedCommand);
};

function pretrainedCommand(name: string | undefined, flags: PretrainedFlags): void {
  const card = name === undefined ? undefined : cards[name];
  if (card) print(`${JSON.stringify(card, null, flags.json ? 0 : 2)}\n`);
  else if (flags.json) print(`${JSON.stringify({ models: Object.values(cards) })}\n`);
  else {
    const rows = Object.values(cards).map(({ name: model, scores, weights, description }) => [
      model,
      scores.shipped.amiMax.toFixed(3) + startsText(scores.restarts ?? 1),
      `${Math.round(weights.bytes / 1000)} kB`,
      description,
    ]);
    print(`${layOut([['model', 'AMI (max)', 'size', 'what it is'], ...rows], { texts: true })}\n`);
  }
}
