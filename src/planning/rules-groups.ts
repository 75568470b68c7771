/** Rules for counts that belong together: ranges, and counts that multiply. */
import type { Rule } from './goal.ts';
import { plural } from './nouns.ts';

const RANGE = /(?<![\w.])(?:(between )(\d+) and (\d+)|(\d+)(?: ?- ?| to | or )(\d+)) (?=[a-z])/g;

export const RANGE_RULE: Rule = {
  name: 'work.range',
  matches: '"50-100 servers", "between 50 and 100 files", "100 or 200 hosts"',
  concludes: 'a question, since sizing needs one count',
  apply(goal, findings) {
    for (const match of goal.matches(RANGE)) {
      goal.claim(match.index, match.index + match[0].length);
      const question = `Which count is it, ${match[2] ?? match[4]} or ${match[3] ?? match[5]}?`;
      findings.ask(RANGE_RULE, 'count_contradictory', question, match[0]);
    }
  },
};

const PER_GROUP =
  /^\s(?:(each|apiece)\b|(?:per|(?:in|on|at|for|from|of) (?:each|every)(?: (?:one )?of (?:the |our |all )*(?:\d+ )?)?) ?([a-z]+)?)/;

export const PER_GROUP_RULE: Rule = {
  name: 'work.per_group',
  matches:
    '"5 regions with 2,000 servers each", "2,000 servers per region", "12 files in each of 40 repositories"',
  concludes: 'the counts multiply',
  apply(goal, findings) {
    for (let i = 0; i < findings.counts.length; i++) {
      const count = findings.counts[i];
      const match = PER_GROUP.exec(goal.lower.slice(count.end));
      if (!match) continue;
      const noun = goal.words.find((word) => word.end === count.end + match[0].length)?.root ?? '';
      const evidence = `${count.evidence}${match[0]}`;
      const group =
        match[1] === undefined
          ? findings.counts.find((other) => other !== count && other.head === noun)
          : findings.counts[i - 1];
      const regional =
        match[1] === undefined ? /^(?:region|datacenter|zone|country)/.test(noun) : group === undefined;
      const factor = group?.count ?? (regional ? findings.regions : null);
      if (factor === null) {
        const what = noun === '' || match[1] !== undefined ? 'groups' : plural(noun);
        findings.ask(
          PER_GROUP_RULE,
          'count_missing',
          `How many ${what} are there, with ${count.count} ${count.count === 1 ? count.unit : count.units} each?`,
          evidence,
        );
        continue;
      }
      findings.counts[i] = {
        ...count,
        count: count.count * factor,
        role: 'object',
        verb: group?.verb ?? count.verb,
        evidence,
      };
      if (group) findings.counts.splice(findings.counts.indexOf(group), 1);
      findings.fire(
        PER_GROUP_RULE,
        evidence,
        `${factor} x ${count.count} = ${factor * count.count} ${factor * count.count === 1 ? count.unit : count.units}`,
      );
      return;
    }
  },
};
