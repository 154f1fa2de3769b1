import { Window } from 'happy-dom';

const window = new Window();

/** A document to draw charts with. */
export const document = window.document;

/** Throws where a text is not well-formed XML; happy-dom, like a browser reading HTML, takes nearly everything. */
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
  if (end < xml.length || open.length > 0) throw new Error(`no XML at ${end}: ${xml.slice(end, end + 50)}, open: ${open}`);
}

/** The elements of an SVG file; throws where the text is not well-formed XML. */
export function parseSvg(svg: string) {
  checkWellFormed(svg);
  return new window.DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
}

/** The elements of a page. */
export const parseHtml = (html: string) => new window.DOMParser().parseFromString(html, 'text/html').documentElement;

export type Element = ReturnType<typeof parseSvg>;

/** The elements that a selector finds, in order. */
export const all = (root: Element, selector: string): Element[] => [...root.querySelectorAll(selector)] as Element[];

/** Attributes that are numbers. */
export const numbers = (element: Element, ...names: string[]) => names.map((name) => Number(element.getAttribute(name)));

/** The texts of an SVG file. */
export const texts = (root: Element) => all(root, 'text').map((element) => element.textContent);

/** The bytes in a data address. */
export const bytesOf = (uri: string) => new Uint8Array(Buffer.from(uri.slice(uri.indexOf(',') + 1), 'base64'));

/** Texts that break out of markup that does not escape them. */
export const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</style></title></svg><iframe src="javascript:alert(1)"></iframe>',
  '&lt;b&gt; &amp; ]]> <!-- --> {{x}} \\u003cscript\\u003e',
  'γ ± 漢字 🙂',
];
