import { nearest } from '@neural-em/checks';
import { gru, layerNormLstm, lstm, outputNormRnn, rnn } from '@neural-em/networks';
import { isExperiment } from '../catalogue.ts';
import { ExperimentError } from '../errors.ts';
import { table as settings } from '../settings/table/index.ts';
import { algorithms } from './algorithms.ts';
import { data } from './data.ts';
import { networks } from './networks.ts';
import { noises } from './noises.ts';
import { optimizers } from './optimizers.ts';
import { pixels } from './pixels.ts';
import { schedules } from './schedules.ts';
import type { Parts } from './types.ts';

/** The parts of this package, which settings may name. */
export const ownParts: Parts = {
  algorithms,
  networks,
  cells: { rnn, 'output-norm-rnn': outputNormRnn, gru, lstm, 'layer-norm-lstm': layerNormLstm },
  pixels,
  data,
  noises,
  optimizers,
  schedules,
  sources: {},
};

/** Parts to add. */
export type MoreParts = { readonly [Kind in keyof Parts]?: Partial<Parts[Kind]> };

/**
 * Returns the parts of this package, or of `base`, together with others: for instance your own model, cell, data set or noise.
 *
 * @throws ExperimentError if a kind of parts does not exist, or a name exists already.
 */
export function withParts(more: MoreParts, base: Parts = ownParts): Parts {
  const { sources, ...registries } = more;
  const added = Object.entries(registries).map(([kind, table]) => {
    const known = Object.hasOwn(base, kind) ? base[kind as Exclude<keyof Parts, 'sources'>] : undefined;
    if (!known) {
      const kinds = Object.keys(base);
      const closest = nearest(kind, kinds);
      throw new ExperimentError(
        `there is no kind of parts ${kind}; ${closest ? `did you mean ${closest}?` : `the kinds are ${kinds.join(', ')}`}`,
      );
    }
    const taken = Object.keys(table ?? {}).find((name) => Object.hasOwn(known, name));
    if (taken !== undefined) throw new ExperimentError(`the ${kind} have a part ${taken} already; give your own another name`);
    const meant = Object.keys(table ?? {}).find((name) => meanings[kind]?.(name));
    if (meant !== undefined) throw new ExperimentError(`${meant} is the name of ${meanings[kind]!(meant)}; give your own another name`);
    return [kind, { ...known, ...table }];
  });
  return { ...base, ...Object.fromEntries(added), sources: { ...base.sources, ...sources } };
}

/** What names mean that no part has: `nem train NAME` takes an experiment before a data set, and older names become those of today. */
const meanings: Readonly<Record<string, (name: string) => string | undefined>> = {
  data: (name) => (isExperiment(name) ? 'an experiment' : undefined),
  networks: (name) => settings.model.network.was?.get(name),
};

/** Returns the entry of a table that a setting names. Throws an `ExperimentError` with all names if there is none. */
export function pick<T>(table: Readonly<Record<string, T>>, setting: string, name: string): T {
  const found = Object.hasOwn(table, name) ? table[name] : undefined;
  if (found !== undefined) return found;
  const closest = nearest(name, Object.keys(table));
  throw new ExperimentError(
    `${setting} must be one of ${Object.keys(table).join(', ')}, not ${name}${closest === undefined ? '' : `; did you mean ${closest}?`}`,
  );
}
