/** Returns the source of the module that lists every model. It spells out the URL of each weights file, so that bundlers find the files. */
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
