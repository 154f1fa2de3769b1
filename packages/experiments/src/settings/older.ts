import { isTree, type Tree, withLeaf } from './leaves.ts';
import { groupOf, isSetting, type SettingGroup } from './setting.ts';
import { table } from './table/index.ts';

/**
 * Converts settings of older forms: `model.stopGammaGradient` becomes a `gammaGradient` of 0, networks get their new names, and a number that
 * stood for a word (0 for `all`) becomes the word.
 */
export function ofToday(older: Tree): Tree {
  return withWords(withStages(withNetwork(withGammaGradient(older))), table);
}

function withGammaGradient(tree: Tree): Tree {
  const { model } = tree;
  if (!isTree(model) || !('stopGammaGradient' in model)) return tree;
  const { stopGammaGradient, ...rest } = model;
  return { ...tree, model: stopGammaGradient === true ? { ...rest, gammaGradient: 0 } : rest };
}

/** Older names of two convolutional networks, with their settings; that of flying MNIST had three convolutions and standardised its input. */
const convolutional: Readonly<Record<string, Tree>> = {
  'flying-shapes': { standardize: false },
  'flying-mnist': { channels: [32, 64, 128], standardize: true },
};

function withNetwork(tree: Tree): Tree {
  if (!isTree(tree.model) || typeof tree.model.network !== 'string' || !Object.hasOwn(convolutional, tree.model.network)) return tree;
  const given = isTree(tree.model.convolutional) ? tree.model.convolutional : {};
  return withLeaf(tree, ['model', 'convolutional'], { ...convolutional[tree.model.network], ...given });
}

function withStages(tree: Tree): Tree {
  const { stages } = tree;
  if (!Array.isArray(stages)) return tree;
  return { ...tree, stages: stages.map((stage) => (isTree(stage) && stage.variants === 0 ? { ...stage, variants: 'all' } : stage)) };
}

function withWords(tree: Tree, group: SettingGroup): Tree {
  return Object.fromEntries(
    Object.entries(tree).map(([name, value]) => {
      const entry = Object.hasOwn(group, name) ? group[name] : undefined;
      if (!entry) return [name, value];
      if (isSetting(entry)) return [name, entry.was?.has(value) ? entry.was.get(value) : value];
      return [name, isTree(value) ? withWords(value, groupOf(entry)) : value];
    }),
  );
}
