import type { Place } from '../shared/picture.ts';

/** What happens where the reader points, in any picture of the page. */
export interface Pointer {
  readonly look: (place: Place | undefined) => void;
  readonly knock: (place: Place) => void;
}
