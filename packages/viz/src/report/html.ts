import { escapeMarkup } from '../escape.ts';

/** HTML that may stand in a page as it is; everything else is text and gets escaped. */
export interface Html {
  readonly html: string;
}

type Part = string | number | Html | readonly Html[];

function write(part: Part): string {
  if (typeof part === 'string' || typeof part === 'number') return escapeMarkup(String(part));
  return 'html' in part ? part.html : part.map(({ html }) => html).join('\n');
}

/** A piece of a page: what is put into the template is escaped, unless it is such a piece itself. */
export function html(template: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { html: String.raw({ raw: template }, ...parts.map(write)) };
}

/** Nothing. */
export const nothing: Html = { html: '' };
