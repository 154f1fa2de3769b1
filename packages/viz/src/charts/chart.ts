import { type PlotOptions, plot } from '@observablehq/plot';
import { escapeMarkup } from '../escape.ts';
import { type Key, layOutHead } from './head.ts';
import type { Panel } from './panel.ts';
import { type MarkupNode, serialize } from './serialize.ts';

/** The part of a DOM document that drawing needs. Browsers have a document; in Node a library such as happy-dom gives one. */
export interface ChartDocument {
  createElement(name: string): unknown;
  createElementNS(namespace: string, name: string): unknown;
  createTextNode(text: string): unknown;
}

/** Options of every chart. */
export interface ChartOptions {
  readonly document: ChartDocument;
  readonly title?: string | undefined;
  /** Width of the chart in pixels; letters are 12 pixels high. */
  readonly width?: number | undefined;
}

export interface Chart extends ChartOptions {
  readonly width: number;
  /** Text that screen readers read out in place of the chart. */
  readonly description: string;
  readonly keys: readonly Key[];
  readonly panels: readonly Panel[];
}

/** The ink colour that the page sets for its charts (`--chart-ink`); dark ink by default. */
const ink = 'color:var(--chart-ink,#202020)';
export const paper = 'var(--chart-paper,#fff)';

function drawPanel(panel: Panel, document: ChartDocument, width: number): string {
  // The cast is to a DOM type, which programs without a DOM do not have.
  const options = { ...panel, document: document as PlotOptions['document'], width, style: { fontSize: '12px' }, figure: false };
  const svg: MarkupNode = plot(options as PlotOptions);
  return Array.from(svg.childNodes)
    .filter((node) => node.nodeName !== 'style')
    .map(serialize)
    .join('');
}

/** Returns the text of an SVG file: title, keys and panels from the top down. */
export function composeChart({ document, title, width, description, keys, panels }: Chart): string {
  const all = [...layOutHead({ title, keys, width }), ...panels];
  const parts: string[] = [];
  let height = 0;
  for (const panel of all) {
    parts.push(`<g transform="translate(0,${height})">${drawPanel(panel, document, width)}</g>`);
    height += panel.height;
  }
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  const label = `role="img" aria-label="${escapeMarkup([title, description].filter(Boolean).join('. '))}"`;
  // Programs that do not know CSS variables read the attributes; browsers read the styles, which win.
  const type = 'font-family="system-ui, sans-serif" font-size="12" text-anchor="middle"';
  const look = `fill="currentColor" color="#202020" style="${ink};max-width:100%;height:auto"`;
  const background = `<rect width="${width}" height="${height}" fill="#fff" style="fill:${paper}"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${label} ${type} ${look}>\n${background}\n${parts.join('\n')}\n</svg>\n`;
}
