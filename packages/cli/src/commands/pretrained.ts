import { cards } from '@neural-em/pretrained';
import { layOut, startsText } from '@neural-em/runs';
import { Argument } from 'commander';
import type { AddCommand } from '../flags.ts';
import { print } from '../output.ts';

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
  else print(`${modelList()}\n`);
}

/** Returns the table of pretrained models, each with the kind of picture that it is made for. */
export function modelList(): string {
  const rows = Object.values(cards).map(({ name, scores, weights, settings: { data, model }, description }) => [
    name,
    `${data.frames > 1 ? 'videos' : 'pictures'}, ${data.height}×${data.width} ${data.channels === 3 ? 'colour' : 'light on dark'}, K = ${model.components}`,
    scores.shipped.amiMax.toFixed(3) + startsText(scores.restarts ?? 1),
    `${Math.round(weights.bytes / 1000)} kB`,
    description,
  ]);
  return layOut([['model', 'for', 'AMI (max)', 'size', 'what it is'], ...rows], { texts: true });
}
