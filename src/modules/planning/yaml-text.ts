/** Text that is safe inside a YAML file. */

const COMMENT_WIDTH = 110;

/** Seconds with at most microsecond precision. */
export function seconds(minutes: number): string {
  return `${Math.max(1e-6, Math.round(minutes * 60 * 1e6) / 1e6)
    .toFixed(6)
    .replace(/\.?0+$/, '')}s`;
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
