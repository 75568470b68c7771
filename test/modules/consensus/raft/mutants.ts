import { describe, expect, test } from 'vitest';

/**
 * A rule, what must hold of it, and wrong versions of it that were found in real systems. What must hold is tested of the rule, and shown
 * not to hold of each wrong version, so that none of these tests passes whatever the rule says.
 */
export function testRule<Rule>(
  name: string,
  rule: Rule,
  check: (rule: Rule) => void,
  wrong: Readonly<Record<string, Rule>>,
): void {
  describe(name, () => {
    test('holds', () => check(rule));
    test.each(Object.entries(wrong))('does not hold if %s', (_, mutant) => {
      expect(() => check(mutant)).toThrow();
    });
  });
}
