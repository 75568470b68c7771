/**
 * The planner's explanation for a terminal: columns aligned, long lines broken under their beginning, colours.
 */
import pc from 'picocolors';

export interface TextStyle {
  /** Columns of the terminal. */
  readonly width: number;
  readonly color: boolean;
}

type Colors = ReturnType<typeof pc.createColors>;

/** "PATTERN DETECTED: Bug Fix": a label in capitals and its value. */
const LABEL = /^([A-Z][A-Z ()a-z]*[A-Z)]): (.+)$/;
/** "WAVE STRUCTURE:" */
const HEADING = /^([A-Z][A-Z ]+)(?: \(.*\))?:$/;
/** "Wave 4: Testing (2 agents - parallel) - 20 min": number, name, agents, duration. */
const WAVE = /^(Wave \d+): (.+) \(([^()]*)\) - ([^()]+)$/;
/** Indentation and branches, then the text. */
const BRANCH = /^((?: |│)*)(├─|└─) (.*)$/;

/** The explanation as one text, without a line break at its end. */
export function explanationText(lines: readonly string[], style: TextStyle): string {
  const colors = pc.createColors(style.color);
  return blocksOf(lines)
    .map((block) => formatBlock(block, style.width, colors).join('\n'))
    .join('\n\n');
}

function blocksOf(lines: readonly string[]): string[][] {
  const blocks: string[][] = [[]];
  for (const line of lines) {
    if (line !== '') blocks[blocks.length - 1].push(line);
    else if (blocks[blocks.length - 1].length > 0) blocks.push([]);
  }
  return blocks.filter((block) => block.length > 0);
}

/** Longest match of one group among the lines of a block. */
function widest(block: readonly string[], pattern: RegExp, group: number): number {
  return Math.max(0, ...block.map((line) => pattern.exec(line)?.[group].length ?? 0));
}

function formatBlock(block: readonly string[], width: number, colors: Colors): string[] {
  const label = widest(block, LABEL, 1);
  const columns = [1, 2, 3, 4].map((group) => widest(block, WAVE, group));
  return block.flatMap((line) => {
    const wave = WAVE.exec(line);
    if (wave) return [waveLine(wave, columns, colors)];
    const branch = BRANCH.exec(line);
    if (branch) return branchLines(branch, width, colors);
    const labelled = LABEL.exec(line);
    if (labelled) {
      const start = `${colors.bold(labelled[1])}${' '.repeat(label - labelled[1].length)}  `;
      return wrap(start, labelled[2], width, ' '.repeat(label + 2));
    }
    return HEADING.test(line) ? [colors.bold(line)] : wrap('', line, width, '  ');
  });
}

function waveLine([, number, name, agents, duration]: string[], widths: readonly number[], colors: Colors) {
  const cells = [
    colors.dim(number.padEnd(widths[0])),
    colors.cyan(name.padEnd(widths[1])),
    duration.padStart(widths[3]),
    colors.dim(agents),
  ];
  return cells.join('  ').trimEnd();
}

function branchLines([, trunk, fork, text]: string[], width: number, colors: Colors): string[] {
  const rest = `${trunk}${fork === '├─' ? '│ ' : '  '} `;
  const paint = paintOf(text, colors);
  const start = `${trunk}${fork} `;
  return wrap(start, text, width, rest).map((line, i) => {
    const head = i === 0 ? start : rest;
    return colors.dim(head) + paint(line.slice(head.length));
  });
}

function paintOf(text: string, colors: Colors): (text: string) => string {
  if (text.startsWith('DECISION: ')) return (part) => colors.bold(colors.green(part));
  if (text.startsWith('WARNING: ')) return colors.yellow;
  return (part) => part;
}

/** Breaks text at spaces so that no line is longer than `width`, colours in `start` aside. */
export function wrap(start: string, text: string, width: number, rest: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && rest.length + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.map((content, i) => (i === 0 ? start : rest) + content);
}

/** A question in place of a plan: what is asked, and what was understood. */
export function clarificationText(
  clarification: {
    readonly questions: readonly { readonly question: string }[];
    readonly understood: readonly string[];
    readonly unused: readonly string[];
  },
  style: TextStyle,
): string {
  const colors = pc.createColors(style.color);
  const { questions, understood, unused } = clarification;
  const asked = questions.flatMap(({ question }) => wrap('  ', question, style.width, '  '));
  const known =
    understood.length === 0
      ? ['  nothing']
      : understood.flatMap((fact) => wrap('  ', fact, style.width, '    '));
  return [
    colors.bold(
      questions.length > 1
        ? 'This goal cannot be planned without answers:'
        : 'This goal cannot be planned without an answer:',
    ),
    ...asked,
    '',
    colors.bold('Understood:'),
    ...known,
    ...(unused.length === 0
      ? []
      : [
          '',
          colors.bold('Not used so far:'),
          ...wrap('  ', unused.map((words) => `"${words}"`).join(', '), style.width, '  '),
        ]),
    '',
    ...wrap(
      '',
      'Put what is missing into the text of the goal, or give it as --subtasks, --agents, --duration or --regions. ' +
        '"sim plan --rules" lists what a text is searched for.',
      style.width,
      '',
    ),
  ].join('\n');
}
