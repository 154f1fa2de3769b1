/** Notes about a model that was trained in the page; they are stored in its file. */
export interface OwnCard {
  readonly name: string;
  readonly description: string;
  readonly training: { readonly steps: number; readonly seconds: number; readonly backend: string; readonly seed: number };
  readonly scores: { readonly images: number; readonly amiMax: number };
  readonly licence: string;
}

export const OWN_NAME = 'own-rnn-em';

/** The line that loads such a file in Node. */
export const loadLine = `const { model, card } = modelFromFile(readFileSync('${OWN_NAME}.safetensors')); // from '@neural-em/pretrained' and 'node:fs'`;

/** Describes a card in a sentence; the card of a file from elsewhere may lack some of the facts, which are then left out. */
export function describeCard(card: Readonly<Record<string, unknown>>): string {
  const { training, scores } = card as Partial<OwnCard>;
  const steps = typeof training?.steps === 'number' ? `${training.steps} training steps` : 'training steps that nobody noted';
  const score = typeof scores?.amiMax === 'number' ? `, AMI ${Math.max(0, scores.amiMax).toFixed(2)} on pictures that it had not seen` : '';
  return `RNN‑EM after ${steps}${score}`;
}
