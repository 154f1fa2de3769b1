/** Returns the error function: by its power series, and where that would lose digits, by the continued fraction of 1 − erf(x). */
export function erf(x: number): number {
  if (Math.abs(x) > 6 || Number.isNaN(x)) return Math.sign(x);
  if (Math.abs(x) > 2) {
    const z = Math.abs(x);
    let fraction = z;
    for (let k = 60; k > 0; k--) fraction = z + k / 2 / fraction;
    return Math.sign(x) * (1 - Math.exp(-z * z) / (Math.sqrt(Math.PI) * fraction));
  }
  let term = x;
  let total = x;
  for (let n = 1; n < 60; n++) {
    term *= (-x * x) / n;
    total += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * total;
}
