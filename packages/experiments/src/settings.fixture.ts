import { experimentNamed, type Settings } from './index.ts';

/** Some settings of some parts. */
export type Changes = { readonly [Part in 'data' | 'model' | 'training']?: Partial<Settings[Part]> };

/** Returns the settings of an experiment with changes. */
export const change = (name: string, { data, model, training }: Changes): Settings => {
  const settings = experimentNamed(name);
  return {
    ...settings,
    data: { ...settings.data, ...data },
    model: { ...settings.model, ...model },
    training: { ...settings.training, ...training },
  };
};
