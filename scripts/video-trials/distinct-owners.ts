/**
 * Returns the number of different components that hold most pixels of some object, divided by the number of objects: 1 if each object has
 * its own component, 1/3 if one component holds all three objects.
 */
export function distinctOwners(truth: ArrayLike<number>, prediction: ArrayLike<number>): number {
  const counts = new Map<number, Map<number, number>>();
  for (let i = 0; i < truth.length; i++) {
    const of = counts.get(truth[i]!) ?? new Map<number, number>();
    counts.set(truth[i]!, of.set(prediction[i]!, (of.get(prediction[i]!) ?? 0) + 1));
  }
  const owners = [...counts.values()].map((of) => [...of].reduce((a, b) => (b[1] > a[1] ? b : a))[0]);
  return owners.length === 0 ? 1 : new Set(owners).size / owners.length;
}
