import { escapeMarkup } from '../escape.ts';

/** HTML that a page takes as it is; everything else is text and gets escaped. Only the functions of this file make such records. */
export interface Html {
  readonly html: string;
}

/** The pieces that this file made. A record from a file, such as `{ "html": "…" }` in JSON, is not among them and gets escaped. */
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

/** Returns a piece of a page. Values in the template are escaped, unless they are such pieces themselves. */
export function html(template: TemplateStringsArray, ...parts: readonly (string | number | Html | readonly Html[])[]): Html {
  return made(String.raw({ raw: template }, ...parts.map(write)));
}

/** Takes markup that this package drew, such as a chart, as it is. Never pass it anything from a file or a user. */
export function drawn(markup: string): Html {
  return made(markup);
}

/** The empty piece. */
export const nothing: Html = made('');
