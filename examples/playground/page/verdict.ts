import type { Verdict } from '../shared/protocol.ts';

const words: Readonly<Record<Verdict['likeness'], string>> = {
  alike: 'The model knows such pictures: it explains this one as well as those that it was trained on.',
  unusual: 'Look twice: the model explains this picture worse than 99 of 100 of those that it was trained on.',
  unlike:
    'The model does not know such pictures: it explains this one far worse than those that it was trained on. Do not rely on these colours.',
};

/** Returns a text for readers that says whether a model knows such pictures, with the numbers. */
export function verdictText({ likeness, unexplained, usual, most }: Verdict): string {
  const surprise = `Surprise left for each lit pixel: ${unexplained.toFixed(2)} nats`;
  return `${words[likeness]} ${surprise}; ${usual.toFixed(2)} is usual, and 99 of 100 leave less than ${most.toFixed(2)}.`;
}
