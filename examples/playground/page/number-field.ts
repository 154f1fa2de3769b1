/** Calls back with whole numbers within the bounds; any other input is replaced by the last valid number. */
export function onNumber(input: HTMLInputElement, changed: (value: number) => void): void {
  let last = '';
  input.addEventListener('focus', () => (last = input.value));
  input.addEventListener('change', () => {
    const value = input.valueAsNumber;
    if (Number.isInteger(value)) {
      const within = Math.max(Number(input.min), Math.min(Number(input.max), value));
      last = String(within);
      input.value = last;
      changed(within);
    } else input.value = last;
  });
}
