import type { CovarianceKind } from '@neural-em/mixtures';
import { type Point, type PointDataName, pointData } from './data.ts';

export const covariances: Readonly<Record<CovarianceKind, string>> = {
  full: 'any ellipse',
  diagonal: 'upright ellipses',
  spherical: 'circles',
  tied: 'one shape for all',
};

/** The ways in which EM can start. */
export const starts = { spread: 'spread out', random: 'at random points', bad: 'all in one corner' } as const;
export type StartName = keyof typeof starts;

/** The state of the figure of points. */
export interface PointsState {
  readonly data: PointDataName | 'drawn';
  /** The points that the reader drew; they are kept while other points are shown. */
  readonly drawn: readonly Point[];
  /** K, 1 to 8. */
  readonly components: number;
  readonly covariance: CovarianceKind;
  readonly start: StartName;
  /** Seed of the start, and of points that are drawn at random. */
  readonly seed: number;
  /** Number of half steps taken: 2t before the E-step of step t + 1, 2t + 1 after it. */
  readonly at: number;
}

export const pointLimits = { components: 8, seed: 99, at: 120, drawn: 300 } as const;

export const usualPoints: PointsState = {
  data: 'faithful',
  drawn: [],
  components: 2,
  covariance: 'full',
  start: 'random',
  seed: 1,
  at: 0,
};

/** Returns the points that a state shows. */
export const pointsOf = ({ data, drawn, seed }: PointsState): readonly Point[] => (data === 'drawn' ? drawn : pointData[data].points(seed));

/** Returns a state as two words of an address: the settings, and the drawn points on a grid of a thousandth of the width. */
export function encodePoints({ data, components, covariance, start, seed, at, drawn }: PointsState): { settings: string; drawn: string } {
  return {
    settings: [data, components, covariance, start, seed, at].join('.'),
    drawn: drawn
      .flatMap((point) =>
        point.map((value) =>
          Math.round(1000 * value)
            .toString(36)
            .padStart(2, '0'),
        ),
      )
      .join(''),
  };
}

/** Returns the state that these words stand for; undefined if they are invalid. */
export function decodePoints(settings: string | null, drawn: string | null): PointsState | undefined {
  const [data, components, covariance, start, seed, at, ...more] = (settings ?? encodePoints(usualPoints).settings).split('.');
  const numbers = [components, seed, at].map((text) => (/^\d{1,3}$/.test(text ?? '') ? Number(text) : Number.NaN)) as [
    number,
    number,
    number,
  ];
  const points = decodeDrawn(drawn ?? '');
  const known =
    (data === 'drawn' || Object.hasOwn(pointData, data!)) && Object.hasOwn(covariances, covariance!) && Object.hasOwn(starts, start!);
  const within = numbers[0] >= 1 && numbers[0] <= pointLimits.components && numbers[1] <= pointLimits.seed && numbers[2] <= pointLimits.at;
  if (!points || !known || !within || more.length > 0) return undefined;
  return {
    data: data as PointsState['data'],
    drawn: points,
    components: numbers[0],
    covariance: covariance as CovarianceKind,
    start: start as StartName,
    seed: numbers[1],
    at: numbers[2],
  };
}

function decodeDrawn(text: string): Point[] | undefined {
  if (!/^([0-9a-r][0-9a-z]){0,600}$/.test(text) || text.length % 4 !== 0) return undefined;
  const values = Array.from({ length: text.length / 2 }, (_, i) => Number.parseInt(text.slice(2 * i, 2 * i + 2), 36) / 1000);
  if (values.some((value) => value > 1)) return undefined;
  return Array.from({ length: values.length / 2 }, (_, i): Point => [values[2 * i]!, values[2 * i + 1]!]);
}
