import { distance as editDistance } from '@neural-em/checks';

/** The longest name that is compared: no setting has a longer one, and longer texts would take too long. */
const MOST = 100;

/** Returns the path that is nearest to one that does not exist; undefined if none is near. */
export function closestPath(path: string, paths: readonly string[]): string | undefined {
  if (path.length > MOST) return undefined;
  const split = (text: string) => [text.slice(0, text.lastIndexOf('.') + 1), text.slice(text.lastIndexOf('.') + 1)] as const;
  const [group, name] = split(path);
  // Most mistakes are a wrong name in the right group, then the right name in the wrong group.
  const distance = (other: string) => {
    const [otherGroup, otherName] = split(other);
    const names = editDistance(name, otherName);
    return group !== '' && group === otherGroup ? names / 2 : Math.min(editDistance(path, other), names + 0.5);
  };
  const [closest] = [...paths].sort((a, b) => distance(a) - distance(b));
  return closest !== undefined && distance(closest) <= 4 ? closest : undefined;
}
