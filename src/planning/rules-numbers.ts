/** Rules for numbers that are not subtasks: names of things, durations, agents, regions, canaries. */
import { counted } from '../modules/scaling/text.ts';
import { type Findings, type Goal, type Located, meaningOf, type Rule, shorten } from './goal.ts';

const LABELLED =
  /\b(?:version|port|python|node|node\.js|java|ticket|pull request|pr|http|https|utf|ipv|rfc|iso|chapter|postgres|postgresql|mysql|redis|php|ruby|angular|vue|react|django|rails|spring|ubuntu|windows|log4j|tls|sha|es|priority|level|step|phase|sprint|quarter|year|since|top)[ -]#?(-?\d[\d.]*)/g;
const YEAR = /\b(?:in|of|from|until|before|after|during|by)\s((?:19|20)\d\d)(?=\s*(?:$|[.,;)]|and\b|to\b))/g;

const labels: Rule = {
  name: 'numbers.label',
  matches: 'a number after version, port, ticket and the like, or a year',
  concludes: 'the number names a thing and counts nothing',
  apply(goal, findings) {
    for (const match of [...goal.matches(LABELLED), ...goal.matches(YEAR)]) {
      goal.claim(match.index, match.index + match[0].length);
      findings.fire(labels, match[0], `${match[1]} is a name, not a count`);
    }
  },
};

const MINUTES: Readonly<Record<string, number>> = { ms: 1 / 60_000, s: 1 / 60, m: 1, h: 60, d: 1440 };
const TIME = '(?:ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)';
const AMOUNT = '(?:half an?|an?|\\d+(?:\\.\\d+)?)';
const DURATION = new RegExp(
  `(?<![\\w.-])(?:(\\d+(?:\\.\\d+)?)\\s?(?:-|to)\\s?)?(${AMOUNT})( and a half)?[\\s-]?(${TIME})(?:\\b|(?=\\d))(\\s(?:and )?a half\\b)?(?:(?:\\s|\\sand\\s)?(\\d+)\\s?(${TIME})\\b)?`,
  'g',
);
/** Not the end of a range such as "2-5 minutes". */
const NEGATIVE = new RegExp(`(?<![\\w.])-\\d+(?:\\.\\d+)?[\\s-]?${TIME}\\b`, 'g');
const EACH_AFTER =
  /^\s*\)?\s*(?:of (?:work|time)\s)?(?:each\b|apiece\b|a piece\b|(?:per|for each|for every|on each|for one|a) (?!second|minute|hour|day)[a-z]+)/;
const EACH_BEFORE =
  /(?:\b(?:takes?|took|taking|needs?|needing|requires?|requiring|lasts?|lasting|duration(?: of| is)?|averag(?:es?|ing)|average(?: duration)?(?: of| is)?|each (?:one )?(?:is|in|at|for)|each|at|per [a-z]+)[,:]?)\s(?:about |around |roughly |approximately |only |just |nearly |up to |some )?$/;
const DEADLINE_BEFORE =
  /\b(?:within|in under|in less than|in at most|in no more than|under|less than|finish(?:ed)? in|done in|completed? in|in|inside|by) (?:the next |about |at most |only )?$/;
const OTHER_TIME =
  /\b(?:older|newer|younger|more|longer) than $|\b(?:every|last|past|next|after|timeout of|timeout|ttl of|for|wait|waiting|interval of|retention of|window of|keep|first|previous) (?:about |the |the last |the first )?$/;

/** Minutes of one match: a range gives its middle, "and a half" half a unit more, a second part is added. */
function minutesOf(match: RegExpExecArray): number {
  const [, lowest, highest, half, name, halfAfter, second, secondName] = match;
  const unit = unitMinutes(name);
  const amount =
    (/^half/.test(highest) ? 0.5 : /^an?$/.test(highest) ? 1 : Number(highest)) + (half ? 0.5 : 0);
  const low = lowest === undefined ? amount : Number(lowest);
  const more = second === undefined ? 0 : Number(second) * unitMinutes(secondName);
  return ((low + amount) / 2) * unit + (halfAfter ? unit / 2 : 0) + more;
}

function unitMinutes(name: string): number {
  return MINUTES[/^(?:ms|milli)/.test(name) ? 'ms' : name[0]];
}

const durations: Rule = {
  name: 'numbers.duration',
  matches:
    '"3 minutes each", "30 seconds per file", "each takes 2 hours", "30-second tasks"; "within 2 hours"; "every 5 minutes"',
  concludes: 'the duration of one subtask; a deadline for all; or a time that planning does not need',
  apply(goal, findings) {
    for (const match of goal.matches(NEGATIVE)) {
      goal.claim(match.index, match.index + match[0].length);
      const question = `How long does it take? "${match[0]}" is below zero.`;
      findings.ask(durations, 'duration_unclear', question, match[0]);
    }
    for (const match of goal.matches(DURATION)) {
      const end = match.index + match[0].length;
      if (/^an?$/.test(match[2]) && /^[smhd]$/.test(match[4])) continue;
      goal.claim(match.index, end);
      // "1,5 minutes" and "2.500 s" can only be decimals; "1,2,3 minutes" is a riddle.
      const riddle = goal.numbers.find(
        ({ start, readings }) => start >= match.index && start < end && readings.length === 1,
      );
      if (riddle) {
        findings.ask(durations, 'duration_unclear', `${meaningOf(riddle)} ${match[4]}?`, riddle.written);
        continue;
      }
      const found: Located<number> = {
        value: minutesOf(match),
        evidence: shorten(match[0]),
        start: match.index,
      };
      readDuration(
        goal,
        findings,
        found,
        goal.lower.slice(0, match.index),
        goal.lower.slice(end),
        match[1] !== undefined,
      );
    }
  },
};

function readDuration(
  goal: Goal,
  findings: Findings,
  found: Located<number>,
  before: string,
  after: string,
  range: boolean,
): void {
  const each = EACH_AFTER.exec(after);
  const adjective = /\d-[a-z]+$/.test(found.evidence);
  if (each) goal.claim(found.start, found.start + found.evidence.length + each[0].length);
  if (/^\sago\b/.test(after) || (OTHER_TIME.test(before) && !each)) {
    findings.fire(durations, found.evidence, 'a time that planning does not need');
  } else if (each || EACH_BEFORE.test(before) || adjective) {
    findings.durations.push(found);
    findings.fire(
      durations,
      `${found.evidence}${each ? each[0] : ''}`,
      `a subtask takes ${rounded(found.value)} min`,
    );
    if (range)
      findings.notes.push(
        `"${found.evidence}" is a range: its middle, ${rounded(found.value)} min, is used.`,
      );
  } else if (DEADLINE_BEFORE.test(before)) {
    findings.deadlines.push(found);
    findings.fire(durations, found.evidence, `all must be done within ${rounded(found.value)} min`);
  } else {
    const question = `Is "${found.evidence}" the time of one subtask, or the time in which everything must be done?`;
    findings.ask(durations, 'duration_unclear', question, found.evidence);
  }
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

const CANARY =
  /(\d+(?:\.\d+)?)\s?(%|percent)\s(?:\w+\s)?canar(?:y|ies)|canar(?:y|ies)(?: \w+)?(?: (?:of|on|to|with|at|is|size))?:? (?:the first )?(\d+(?:\.\d+)?)\s?(%|percent)?(?: \w+)?/g;

const canary: Rule = {
  name: 'numbers.canary',
  matches: '"5% canary", "canary of 50 servers"',
  concludes: 'the size of the canary wave',
  apply(goal, findings) {
    for (const match of goal.matches(CANARY)) {
      const value = Number(match[1] ?? match[3]);
      const share = match[2] !== undefined || match[4] !== undefined;
      goal.claim(match.index, match.index + match[0].length);
      findings.canary = share ? { share: Math.min(100, value) / 100 } : { count: Math.floor(value) };
      findings.checks.canary = true;
      findings.fire(
        canary,
        match[0],
        `the canary has ${share ? `${value} % of the subtasks` : counted(value, 'subtask')}`,
      );
    }
  },
};

const PLACE = '(?:regions?|data ?cent(?:er|re)s?|(?:availability )?zones?|countries|continents)';
const PLACE_KIND =
  '(?:(?:different|cloud|aws|azure|gcp|geographic|global|separate|distinct|other|active|production) )*';
const REGIONS = new RegExp(`(?<![\\w.-])(\\d+) ${PLACE_KIND}${PLACE}\\b`, 'g');
const REGION_NAMES =
  /\b(?:us|eu|ap|sa|ca|me|af|cn|asia|europe|northamerica)-(?:north|south|east|west|central|northeast|southeast|northwest|southwest)-?\d?[a-z]?\b/g;
const ROLLING =
  /\b(?:region by region|(?:one|1) region (?:at a time|after (?:the other|another))|regions? sequentially|each region in turn)\b/g;

const regions: Rule = {
  name: 'numbers.regions',
  matches: '"across 5 regions", "in three data centres", "eu-west-1 and us-east-1", "region by region"',
  concludes: 'where the work is spread, and whether regions follow each other',
  apply(goal, findings) {
    for (const match of goal.matches(ROLLING)) {
      goal.claim(match.index, match.index + match[0].length);
      findings.regionByRegion = true;
      findings.fire(regions, match[0], 'one region after the other');
    }
    const names = [...new Set(goal.matches(REGION_NAMES).map((match) => match[0]))];
    findings.regionNames.push(...names);
    if (names.length > 0) findings.fire(regions, names.join(', '), counted(names.length, 'named region'));
    for (const match of goal.matches(REGIONS)) {
      const count = Number(match[1]);
      goal.claim(match.index, match.index + match[1].length);
      const known = findings.regions ?? (names.length > 0 ? names.length : count);
      if (known !== count) {
        const question = `Are there ${known} or ${count} regions?`;
        findings.ask(regions, 'count_contradictory', question, match[0]);
      } else if (!(Number.isInteger(count) && count >= 1 && count <= 1000)) {
        findings.ask(
          regions,
          'count_out_of_range',
          `How many regions are there? ${count} cannot be.`,
          match[0],
        );
      } else {
        findings.regions = count;
        findings.fire(regions, match[0], counted(count, 'region'));
      }
    }
    if (findings.regions === null && names.length > 0) findings.regions = names.length;
  },
};

export const NUMBER_RULES: readonly Rule[] = [labels, durations, canary, regions];
