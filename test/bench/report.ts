/** Lines and tables of the benchmarks' output. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** A table with its columns padded; the first column to the left, the others to the right. */
export function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): void {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const format = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  print(`\n${title}\n${[format(head), ...rows.map(format)].join('\n')}`);
}

export const fixed = (value: number, digits = 1): string => value.toFixed(digits);

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
