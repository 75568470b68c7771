/** Rules for the count of agents: exact, bounded, automatic, refused. */
import { BOUND, boundBefore, outermost } from './bounds.ts';
import { type Findings, type Goal, type Rule, spanOf } from './goal.ts';
import { countNamed } from './rules-groups.ts';

const KIND =
  '(?:(?:auto-scaled|parallel|concurrent|simultaneous|dedicated|independent|separate|autonomous|specialized|specialised|worker|ai|coding|micro|different|available)[ -])*';
const NOUN = '(?:sub-?)?(?:agents?|bots?)\\b';
/** Nouns that mean agents only beside "parallel" or after "using" and the like. */
const LOOSE = '(?:workers?|instances?|processes|threads?|runners?)\\b';
/** Of these, what no verb of work is done to where the text begins with a bound: "Max 250 workers: ...". */
const BOUNDED = '(?:workers?|processes|threads?|runners?)\\b';
const USING = '\\b(?:using|use|with|by|employ|employing|utilizing)';
const COUNTED = new RegExp(
  `(?<![\\w.])(-?\\d+(?:\\.\\d+)?)(%)?[ -](?:of (?:the|our|my|these) )?(?:${KIND}${NOUN}|(?:parallel|concurrent|simultaneous) ${LOOSE})|` +
    `(?=[-\\d])(?<=${USING} (?:${BOUND} )?)(-?\\d+(?:\\.\\d+)?)() ${KIND}${LOOSE}|` +
    `(?=\\d)(?<=(?:[,;:(]\\s?|\\bbut )${BOUND} )(\\d+) ${KIND}${LOOSE}|(?=\\d)(?<=^${BOUND} )(\\d+) ${KIND}${BOUNDED}|` +
    '\\b(?:agents?|agent count|number of agents|swarm)(?: (?:of|is))?\\s?[:=]?\\s?\\(?(-?\\d+(?:\\.\\d+)?)(%)?(?= |$|[.,;)])(?! ?[a-z]{2,} each)',
  'g',
);
const RANGE = new RegExp(`(?<![\\w.])(?:between )?(\\d+) ?(?:-|to|or|and) ?(\\d+) ${KIND}${NOUN}`, 'g');
const PLACEHOLDER = new RegExp(
  `(?:\\[\\w*\\]|<\\w+>|\\b(?:n|x|some|several|many|multiple|a few|lots of)) ${KIND}${NOUN}`,
  'g',
);
const AUTOMATIC =
  /(?:\bdynamically )?(?:\bwith )?\bauto-?(?:matically)?[ -]?scal(?:ed|ing)(?: parallel)?(?: (?:instances|agents|workers))?|\bas many (?:agents|workers) as (?:needed|necessary|possible)\b/g;
const REFUSED =
  /\b(?:without|no|not using|don't use|do not use|never use|avoid)(?: using)?(?: any)?(?: parallel)? (?:agents?|bots?|parallel (?:agents|workers|instances))\b(?! than)/g;
const SINGLE = /\b(?:a single|single|(?:just|only) (?:one|1)) (?:agent|worker)\b/g;

const NEGATED = /(?:\b(?:not|never|no|cannot)\b|n't)[^.;,]{0,20}$/;
/** "spread over 20 agents" bounds nothing. */
const SPREAD = /\b(?:spread|spreading|distribut\w+|split|shared?|divid\w+|balanc\w+)(?: [a-z]+)? over $/;
const INSTEAD = /\b(?:instead of|rather than|not) (?:the |our |my )?$/;
const ABOUT = /\b(?:about|around|roughly|approximately|some|nearly|almost|circa) $/;
/** Words that say what the agents are for. */
const MEANS =
  /\b(?:using|use|with|by|employ|employing|utilizing|swarm of|a) (?:a |an |just |only |exactly )?$/;
const PER = /^ (?:per|in each|for each|in every|for every|on each|on every|each) ?(?:of the )?([a-z]+)?/;

/** "1 agent", "1000 agents". */
function agentsText(count: number): string {
  return `${count} ${count === 1 ? 'agent' : 'agents'}`;
}

const counted: Rule = {
  name: 'agents.count',
  matches:
    '"using 50 parallel agents", "50 agents in parallel", "a 50-agent swarm", "at most 20 agents", "using 8 workers"',
  concludes: 'exactly so many agents, or a bound on them; "per region" multiplies',
  apply(goal, findings) {
    for (const match of goal.matches(RANGE)) {
      goal.claim(match.index, match.index + match[0].length);
      const question = `Should it be ${match[1]} or ${match[2]} agents?`;
      findings.ask(counted, 'agents_contradictory', question, match[0]);
    }
    for (const match of goal.matches(COUNTED)) readCount(goal, findings, match);
    for (const match of goal.matches(SINGLE)) {
      goal.claim(match.index, match.index + match[0].length);
      findings.agents.push({ count: 1, bound: 'exact', evidence: match[0] });
      findings.fire(counted, match[0], 'exactly 1 agent', {
        start: goal.leadStart(match.index, MEANS),
        end: match.index + match[0].length,
      });
    }
  },
};

function readCount(goal: Goal, findings: Findings, match: RegExpExecArray): void {
  const stated = Number(match[1] ?? match[3] ?? match[5] ?? match[6] ?? match[7]);
  const percent = match[2] === '%' || match[8] === '%';
  const before = goal.lower.slice(0, match.index);
  const bound = SPREAD.test(before) ? null : boundBefore(goal, match.index);
  const end = match.index + match[0].length;
  goal.claim(match.index, end);
  const evidence = goal.quote(Math.max(0, match.index - 12), end).replace(/^\S*\s/, '');
  if (INSTEAD.test(before) || (NEGATED.test(before) && bound === null)) {
    findings.fire(counted, evidence, `${agentsText(stated)} ruled out, so this is no count to use`, {
      start: Math.min(goal.leadStart(match.index, INSTEAD), goal.leadStart(match.index, NEGATED)),
      end,
    });
    findings.notes.push(
      `The text rules out ${agentsText(stated)} ("${evidence}"); the count is decided without it.`,
    );
    return;
  }
  const doubt = goal.doubt(match.index, end);
  if (doubt !== null) {
    findings.ask(counted, 'agents_unclear', `${doubt} agents?`, evidence);
    return;
  }
  const count = outermost(stated, bound);
  if (percent || !Number.isInteger(stated) || count < 1 || count > 1e9) {
    const question = `How many agents should work? ${count}${percent ? ' %' : ''} is not a whole number from 1 to 1,000,000,000.`;
    findings.ask(counted, 'agents_invalid', question, evidence);
    return;
  }
  const factor = perFactor(goal, findings, end, evidence);
  if (factor === null) return;
  const side = bound?.side ?? 'exact';
  findings.agents.push({ count: count * factor, bound: side, evidence });
  const words = { exact: 'exactly', most: 'at most', least: 'at least' }[side];
  const per = factor === 1 ? null : PER.exec(goal.lower.slice(end));
  const from = bound?.start ?? match.index;
  const lead = [ABOUT, MEANS].map((expression) => goal.leadStart(from, expression));
  findings.fire(counted, evidence, `${words} ${agentsText(count * factor)}`, {
    start: Math.min(...lead),
    end: end + (per?.[0].length ?? 0),
  });
  if (ABOUT.test(before)) findings.notes.push(`"About ${agentsText(count)}" is read as exactly ${count}.`);
}

/** "50 agents per region" counts once for each region. null: a question was asked. */
function perFactor(goal: Goal, findings: Findings, end: number, evidence: string): number | null {
  const per = PER.exec(goal.lower.slice(end));
  if (!per) return 1;
  goal.claim(end, end + per[0].length);
  const regional = per[1] === undefined || /^(?:region|zone|datacenter|data)/.test(per[1]);
  if (regional && findings.regions !== null) return findings.regions;
  const group = per[1] ?? 'group';
  const groups = countNamed(goal, group);
  if (groups !== null) return groups;
  findings.ask(
    counted,
    'agents_unclear',
    `How many agents in all, given those for each ${group}?`,
    `${evidence}${per[0]}`,
  );
  return null;
}

const automatic: Rule = {
  name: 'agents.automatic',
  matches: '"auto-scaled parallel instances", "as many agents as needed"',
  concludes: 'the count of agents is for the planner to decide',
  apply(goal, findings) {
    for (const match of goal.matches(AUTOMATIC)) {
      goal.claim(match.index, match.index + match[0].length);
      findings.fire(automatic, match[0], 'automatic scaling', spanOf(match));
    }
  },
};

const refused: Rule = {
  name: 'agents.refused',
  matches: '"without agents", "not using agents"',
  concludes: 'a question, since a plan needs at least one agent',
  apply(goal, findings) {
    for (const match of goal.matches(REFUSED)) {
      goal.claim(match.index, match.index + match[0].length);
      const question = 'A plan needs at least one agent: should one agent do everything in sequence?';
      findings.ask(refused, 'agents_unclear', question, match[0]);
    }
  },
};

const placeholder: Rule = {
  name: 'agents.vague',
  matches: '"[N] parallel agents", "several agents"',
  concludes: 'a question where the count was left open on purpose; otherwise automatic scaling',
  apply(goal, findings) {
    for (const match of goal.matches(PLACEHOLDER)) {
      goal.claim(match.index, match.index + match[0].length);
      if (/^[[<nx]/.test(match[0])) {
        findings.ask(
          placeholder,
          'agents_unclear',
          `"${match[0]}" names no number: how many agents?`,
          match[0],
        );
      } else findings.fire(placeholder, match[0], 'no number is named: automatic scaling', spanOf(match));
    }
  },
};

const contradiction: Rule = {
  name: 'agents.contradiction',
  matches: 'two different exact counts, or an exact count outside a bound',
  concludes: 'a question, since only one can hold',
  apply(_goal, findings) {
    const exact = [
      ...new Set(findings.agents.filter((one) => one.bound === 'exact').map((one) => one.count)),
    ];
    const most = Math.min(...findings.agents.filter((one) => one.bound === 'most').map((one) => one.count));
    const least = Math.max(...findings.agents.filter((one) => one.bound === 'least').map((one) => one.count));
    const evidence = findings.agents.map((one) => one.evidence).join(' / ');
    if (exact.length > 1) {
      findings.ask(
        contradiction,
        'agents_contradictory',
        `Should it be ${exact.join(' or ')} agents?`,
        evidence,
      );
    } else if (exact.some((count) => count > most || count < least) || least > most) {
      const question = 'The counts of agents contradict each other: how many should it be?';
      findings.ask(contradiction, 'agents_contradictory', question, evidence);
    }
  },
};

export const AGENT_RULES: readonly Rule[] = [automatic, refused, placeholder, counted, contradiction];
