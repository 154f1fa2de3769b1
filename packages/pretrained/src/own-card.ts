import { complete } from '@neural-em/experiments';
import type { StoredCard } from './card.ts';
import { PretrainedError } from './errors.ts';
import { readBytes } from './files.ts';

/** The largest size of a card, in bytes. */
const CARD_BYTES = 2 ** 20;

/**
 * Reads the card of a user's own model from a file or a server.
 *
 * @throws PretrainedError if the file cannot be read or is not a card.
 */
export async function readOwnCard(name: string | URL, signal: AbortSignal | undefined): Promise<{ card: StoredCard; url: URL }> {
  const url = typeof name === 'string' ? urlOf(name) : name;
  const text = new TextDecoder().decode(await readBytes(url, { signal, most: CARD_BYTES }));
  return { card: parseCard(text, String(url)), url };
}

/** Returns the URL of a file; a relative name is resolved against the page, or in Node against the working folder. */
function urlOf(name: string): URL {
  const { location, process } = globalThis as { readonly location?: { readonly href: string }; readonly process?: { cwd(): string } };
  const base = location?.href ?? (process ? `file://${process.cwd()}/` : undefined);
  try {
    return new URL(name, base);
  } catch (cause) {
    throw new PretrainedError(`${name} is not the file or URL of a card`, { cause });
  }
}

/** Parses the text of a card and checks its form. The weights must be named by a file beside the card. */
function parseCard(text: string, place: string): StoredCard {
  const fail = (found: string, cause?: unknown) => new PretrainedError(`${place} is not the card of a model: ${found}`, { cause });
  let card: StoredCard;
  try {
    card = JSON.parse(text);
  } catch (cause) {
    throw fail('it is not JSON', cause);
  }
  const { weights, settings, scores } = card ?? {};
  const whole = typeof weights?.bytes === 'number' && /^[0-9a-f]{64}$/.test(String(weights.sha256));
  if (!whole || typeof settings !== 'object' || settings === null || typeof scores !== 'object' || scores === null)
    throw fail('it needs settings, scores, and weights with their file, bytes and sha256');
  if (!/^[\w-][\w.-]*$/.test(String(weights.file))) throw fail(`weights.file must name a file beside it, not ${weights.file}`);
  try {
    complete(settings);
  } catch (cause) {
    throw fail(cause instanceof Error ? cause.message : String(cause), cause);
  }
  return card;
}
