import { escapeMarkup } from '../escape.ts';

/** The part of a DOM node that `serialize` reads. */
export interface MarkupNode {
  readonly nodeName: string;
  readonly textContent: string | null;
  readonly childNodes: ArrayLike<MarkupNode>;
  /** Only elements have attributes. */
  readonly attributes?: ArrayLike<{ readonly name: string; readonly value: string }>;
}

const geometry = /^(?:d|transform|x[12]?|y[12]?|cx|cy|r|width|height)$/;
const twoDecimals = (value: string) =>
  value.replace(/-?\d+\.\d{3,}(?:e-?\d+)?/g, (number) => String(Math.round(Number(number) * 100) / 100));

/** Returns a node as XML, because some readers of SVG refuse the HTML of `outerHTML`. Geometry is rounded to a hundredth of a pixel. */
export function serialize({ nodeName, textContent, childNodes, attributes }: MarkupNode): string {
  if (!attributes) return escapeMarkup(textContent ?? '');
  const texts = Array.from(attributes, ({ name, value }) => ` ${name}="${escapeMarkup(geometry.test(name) ? twoDecimals(value) : value)}"`);
  const content = Array.from(childNodes, serialize).join('');
  return `<${nodeName}${texts.join('')}${content === '' ? '/>' : `>${content}</${nodeName}>`}`;
}
