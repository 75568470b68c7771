import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { firstHidden, visible, visibleLine } from '../../src/scenario/visible.ts';
import { load, MINIMAL, problemsOf } from './support.ts';

/** Whatever acts on a terminal, by code: independent of the expression under test. */
function acts(character: string): boolean {
  const code = character.charCodeAt(0);
  return (
    code < 0x20 ||
    (code >= 0x7f && code < 0xa0) ||
    [0x61c, 0x200e, 0x200f, 0x2028, 0x2029, 0xfeff].includes(code) ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069)
  );
}

const odd = fc.string({ unit: 'binary', maxLength: 30 });
const wild = fc.oneof(
  odd,
  fc
    .array(
      fc.integer({ min: 0, max: 0x2070 }).map((code) => String.fromCharCode(code)),
      { maxLength: 30 },
    )
    .map((all) => all.join('')),
);

describe('text of others', () => {
  test.prop([wild])('is shown without anything that acts', (text) => {
    expect([...visibleLine(text)].filter(acts)).toEqual([]);
    expect([...visible(text)].filter((one) => acts(one) && one !== '\n' && one !== '\t')).toEqual([]);
    expect(firstHidden(text, false) === null).toBe(visibleLine(text) === text);
  });

  test.prop([wild])('means the same in JSON', (text) => {
    const json = JSON.stringify({ text });
    expect(JSON.parse(visible(json))).toEqual({ text });
  });

  it('stays as it is where it acts on nothing', () => {
    for (const text of ['plain', 'ünïcødé ✓ 你好 🙂', 'a\tb\nc']) expect(visible(text)).toBe(text);
    expect(visibleLine('a\u001b[31m\u202e\ud800')).toBe('a\\u001b[31m\\u202e\\ud800');
  });
});

describe('control characters in a scenario', () => {
  const PLACES: readonly ((text: string) => string)[] = [
    (text) => `name: ${text}\n${MINIMAL}`,
    (text) => `description: ${text}\n${MINIMAL}`,
    (text) => `seed: ${text}\n${MINIMAL}`,
    (text) => `agents: { groups: [{ name: ${text}, count: 3 }] }\n${MINIMAL}`,
    (text) => `cluster: { regions: [${text}] }\n${MINIMAL}`,
    (text) => `workload: { name: ${text}, backlog: 1, service: 1s }\n`,
    (text) => `expect: [${text}]\n${MINIMAL}`,
    (text) => `workload: { backlog: 1, service: 1s, failure: { regions: { ${text}: 5% } } }\n`,
  ];

  test.prop([
    fc.constantFrom(...PLACES),
    wild.filter(
      (text) => /[^\n\t]/.test(text) && [...text].some((one) => acts(one) && one !== '\n' && one !== '\t'),
    ),
  ])('are refused with a place, and shown in the message', (place, text) => {
    const json = JSON.stringify(text).replace(
      /[\u007f-\uffff]/g,
      (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    const lines = problemsOf(place(json));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      expect(line).toMatch(/^scenarios\/test\.yaml:\d+:\d+: /);
      expect([...line].filter(acts)).toEqual([]);
    }
  });

  it('are refused on the command line too', () => {
    const [problem] = problemsOf(MINIMAL, { set: ['name="a\u009b31m"'] });
    expect(problem).toBe(
      String.raw`--set name="a\u009b31m": name: text must not contain control characters, found \u009b after 1 characters`,
    );
    expect(problemsOf(MINIMAL, { seed: 'x\u001b' })[0]).toMatch(/^--seed: seed: text must not contain/);
  });

  it('may be the ends of the lines of a description', () => {
    const { description } = load(`description: |\n  One question.\n  And another,\twith a tab.\n${MINIMAL}`);
    expect(description).toContain('\n');
    expect(problemsOf('description: "a\\rb"\n'.concat(MINIMAL))).toHaveLength(1);
  });
});
