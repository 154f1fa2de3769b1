type Attributes = Readonly<Record<string, string | number | boolean>>;
type Child = Node | string;

/** Creates an element with attributes and children; a boolean attribute is set if its value is true. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  setAttributes(element, attributes);
  element.append(...children);
  return element;
}

const MATHML = 'http://www.w3.org/1998/Math/MathML';

/** Creates an element of a formula. */
export function math(tag: string, attributes: Attributes = {}, ...children: Child[]): Element {
  const element = document.createElementNS(MATHML, tag);
  setAttributes(element, attributes);
  element.append(...children);
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/** Creates an element of a drawing. */
export function svg(tag: string, attributes: Attributes = {}, ...children: Child[]): SVGElement {
  const element = document.createElementNS(SVG, tag) as SVGElement;
  setAttributes(element, attributes);
  element.append(...children);
  return element;
}

/** Returns the element of the page with this id; the page must have it. */
export function byId<E extends HTMLElement = HTMLElement>(id: string): E {
  return document.getElementById(id) as E;
}

/** Returns the entries of a table with the wanted names. */
export const pick = <Name extends string, T>(table: Readonly<Record<Name, T>>, wanted: readonly Name[]): Partial<Record<Name, T>> =>
  Object.fromEntries(wanted.map((name) => [name, table[name]])) as Partial<Record<Name, T>>;

/** Creates radio buttons that look like one strip, and calls back with the chosen value. */
export function radios<T extends string>(
  into: HTMLElement,
  choices: Readonly<Partial<Record<T, string>>>,
  chosen: (value: T) => void,
): (value: T) => void {
  const inputs = (Object.keys(choices) as T[]).map((value) => {
    const input = h('input', { type: 'radio', name: into.id, value });
    input.addEventListener('change', () => chosen(value));
    into.append(h('label', {}, input, h('span', {}, choices[value]!)));
    return input;
  });
  return (value) => {
    for (const input of inputs) input.checked = input.value === value;
  };
}

export const lessMotion = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

function setAttributes(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes))
    if (value !== false) element.setAttribute(name, value === true ? '' : String(value));
}

/** Returns a number with three decimals and a typographic minus. */
export const decimal = (value: number): string => value.toFixed(3).replace('-', '−');
