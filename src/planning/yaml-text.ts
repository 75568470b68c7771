/** Text that is safe inside a YAML file. */

const COMMENT_WIDTH = 110;

const LARGE_UNITS = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
] as const;

/** A duration as one writes it, with at most microsecond precision: "3h11min", "90s" as "1min30s", "0.05s". */
export function duration(minutes: number): string {
  let rest = Math.max(1e-6, Math.round(minutes * 60 * 1e6) / 1e6);
  let text = '';
  for (const [size, unit] of LARGE_UNITS) {
    const count = Math.floor(rest / size);
    if (count === 0) continue;
    text += `${count}${unit}`;
    rest = Math.round((rest - count * size) * 1e6) / 1e6;
  }
  const digits = rest.toFixed(6).replace(/\.?0+$/, '');
  return digits === '0' && text !== '' ? text : `${text}${digits}s`;
}

/** Comment lines: broken at spaces, free of anything that could end a comment. */
export function comment(text: string, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && indent.length + line.length + word.length + 3 > COMMENT_WIDTH) {
      lines.push(`${indent}# ${line}`);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, `${indent}# ${line}`];
}

/** Letters, digits and plain punctuation, at most 60 characters. */
export function plainName(text: string): string {
  const name = text
    .replace(/[^A-Za-z0-9 .:/()+-]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 60)
    .trim();
  return name === '' ? 'wave' : name;
}

export function quoted(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, ' ');
}

/** Wave names as step names: unique, since steps refer to each other by name. */
export function uniqueNames(waves: readonly { readonly name: string }[]): string[] {
  const taken = new Set<string>();
  return waves.map((wave) => {
    const plain = plainName(wave.name);
    let name = plain;
    for (let i = 2; taken.has(name); i++) name = `${plain} ${i}`;
    taken.add(name);
    return name;
  });
}
