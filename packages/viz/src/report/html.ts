import { escapeMarkup } from '../escape.ts';

/** HTML that may stand in a page as it is; everything else is text and gets escaped. Only the functions of this file make it. */
export interface Html {
  readonly html: string;
}

/** The pieces that were made here. Data that were read, such as `{ "html": "…" }` of a JSON file, are none, whatever they look like. */
const pieces = new WeakSet<object>();

function made(html: string): Html {
  const piece = Object.freeze({ html });
  pieces.add(piece);
  return piece;
}

const isPiece = (part: unknown): part is Html => typeof part === 'object' && part !== null && pieces.has(part);

function write(part: unknown): string {
  if (isPiece(part)) return part.html;
  if (Array.isArray(part)) return part.map(write).join('\n');
  return escapeMarkup(typeof part === 'object' ? (JSON.stringify(part) ?? '') : String(part));
}

/** A piece of a page: what is put into the template is escaped, unless it is such a piece itself. */
export function html(template: TemplateStringsArray, ...parts: readonly (string | number | Html | readonly Html[])[]): Html {
  return made(String.raw({ raw: template }, ...parts.map(write)));
}

/** Markup that this package drew itself, such as a chart; never anything that was read. */
export function drawn(markup: string): Html {
  return made(markup);
}

/** Nothing. */
export const nothing: Html = made('');
