/** The module that names every model, as source: bundlers find the weights by URLs that are written out. */
export function modelsModule(names: readonly string[]): string {
  const imports = names.map((name) => `import ${identifier(name)} from '../weights/${name}.json';\n`);
  const entries = names.map(
    (name) => `  '${name}': {
    card: ${identifier(name)},
    weightsUrl: () => new URL('../weights/${name}.safetensors', import.meta.url),
  },
`,
  );
  return `// Written by \`npm run add\`.
${imports.join('')}import type { StoredCard } from './card.ts';

/** Every model, by name. */
export const models: Readonly<Record<string, { readonly card: StoredCard; readonly weightsUrl: () => URL }>> = {
${entries.join('')}};
`;
}

function identifier(name: string): string {
  return name.replace(/-+(.)/g, (_, letter: string) => letter.toUpperCase());
}
