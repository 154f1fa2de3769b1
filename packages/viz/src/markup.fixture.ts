import { Window } from 'happy-dom';

const window = new Window();

/** A document to draw charts with. */
export const document = window.document;

/** Throws if a text is not well-formed XML; happy-dom does not, because it accepts nearly everything, as a browser does for HTML. */
function checkWellFormed(xml: string): void {
  const token = /<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|[^<]+/gy;
  const open: string[] = [];
  let end = 0;
  for (const [text, closing, name, , empty] of xml.matchAll(token)) {
    if (/&(?!(?:amp|lt|gt|quot|#39);)/.test(text)) throw new Error(`a bare & in ${text}`);
    if (closing && open.pop() !== name) throw new Error(`${name} ends but did not begin`);
    if (name && !closing && !empty) open.push(name);
    end += text.length;
  }
  if (end < xml.length || open.length > 0) throw new Error(`not XML at ${end}: ${xml.slice(end, end + 50)}, open: ${open}`);
}

/** Returns the root element of an SVG file; throws if the text is not well-formed XML. */
export function parseSvg(svg: string) {
  checkWellFormed(svg);
  return new window.DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
}

/** Returns the root element of a page. */
export const parseHtml = (html: string) => new window.DOMParser().parseFromString(html, 'text/html').documentElement;

export type Element = ReturnType<typeof parseSvg>;

/** Returns the elements that a selector finds, in order. */
export const all = (root: Element, selector: string): Element[] => [...root.querySelectorAll(selector)] as Element[];

/** Returns the values of attributes as numbers. */
export const numbers = (element: Element, ...names: string[]) => names.map((name) => Number(element.getAttribute(name)));

/** Returns the texts of an SVG file. */
export const texts = (root: Element) => all(root, 'text').map((element) => element.textContent);

/** Returns the bytes in a `data:` address. */
export const bytesOf = (uri: string) => new Uint8Array(Buffer.from(uri.slice(uri.indexOf(',') + 1), 'base64'));

/** Texts that would break out of the markup if it did not escape them. */
export const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</style></title></svg><iframe src="javascript:alert(1)"></iframe>',
  '&lt;b&gt; &amp; ]]> <!-- --> {{x}} \\u003cscript\\u003e',
  'γ ± 漢字 🙂',
];
