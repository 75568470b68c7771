/** Rules for numbers that are not subtasks: names of things, regions, canaries. */
import { counted, grouped } from '../modules/scaling/text.ts';
import { type Findings, type Goal, type Rule, spanOf } from './goal.ts';
import { CAPACITY_RULE } from './rules-capacity.ts';
import { DATE_RULE } from './rules-dates.ts';
import { DURATION_RULE } from './rules-durations.ts';
import { RATE_RULE } from './rules-limits.ts';

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
        spanOf(match),
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
  /\b(?:(?:region|zone|data ?cent(?:er|re)|country) by (?:region|zone|data ?cent(?:er|re)|country)|(?:one|1) (?:region|zone|data ?cent(?:er|re)|country) (?:at a time|after (?:the other|another))|regions? sequentially|each region in turn)\b/g;

const regions: Rule = {
  name: 'numbers.regions',
  matches: '"across 5 regions", "in three data centres", "eu-west-1 and us-east-1", "region by region"',
  concludes: 'where the work is spread, and whether regions follow each other',
  apply(goal, findings) {
    for (const match of goal.matches(ROLLING)) {
      goal.claim(match.index, match.index + match[0].length);
      findings.regionByRegion = true;
      findings.fire(regions, match[0], 'one region after the other', spanOf(match));
    }
    const named = goal.matches(REGION_NAMES);
    const names = [...new Set(named.map((match) => match[0]))];
    findings.regionNames.push(...names);
    if (names.length > 0)
      findings.fire(
        regions,
        names.join(', '),
        counted(names.length, 'named region'),
        ...named.map((match) => spanOf(match)),
      );
    const mentions = goal.matches(REGIONS);
    const zones = mentions.filter((match) => /zones?$/.test(match[0]));
    // Zones are parts of regions where the text has both.
    const within = names.length > 0 || zones.length < mentions.length ? zones : [];
    for (const match of mentions.filter((one) => !within.includes(one))) {
      const count = Number(match[1]);
      goal.claim(match.index, match.index + match[1].length);
      const known = findings.regions ?? (names.length > 0 ? names.length : count);
      if (known !== count) {
        const question = `Are there ${known} or ${count} regions?`;
        findings.ask(regions, 'regions_contradictory', question, match[0]);
      } else if (!(Number.isInteger(count) && count >= 1 && count <= 1000)) {
        findings.ask(regions, 'regions_invalid', `How many regions are there? ${count} cannot be.`, match[0]);
      } else {
        findings.regions = count;
        findings.fire(regions, match[0], counted(count, 'region'), spanOf(match));
      }
    }
    if (findings.regions === null && names.length > 0) findings.regions = names.length;
    for (const match of within) readZones(goal, findings, match);
  },
};

const EACH_REGION =
  /^ (?:each|apiece|(?:per|in each|in every|for each|for every) (?:region|data ?cent(?:er|re)|country|of))\b/;
const OF_REGIONS = /\b(?:regions?|countries|data ?cent(?:er|re)s?)(?: (?:of|with|having))? $/;

/** How many zones there are in all: of each region, or of all of them. */
function readZones(goal: Goal, findings: Findings, match: RegExpExecArray): void {
  const span = spanOf(match);
  goal.claim(span.start, span.start + match[1].length);
  const each = EACH_REGION.exec(goal.lower.slice(span.end));
  const end = span.end + (each?.[0].length ?? 0);
  const perRegion = each !== null || goal.leadStart(span.start, OF_REGIONS) < span.start;
  const count = Number(match[1]) * (perRegion ? (findings.regions ?? 1) : 1);
  findings.zones = { count, start: span.start, end, evidence: goal.quote(span.start, end) };
}

/** Numbers that would not be exact, and that nothing counts. */
const tooLarge: Rule = {
  name: 'numbers.too_large',
  matches: 'a number beyond 9,007,199,254,740,991',
  concludes: 'a question: nothing is so many, so large or so long',
  apply(goal, findings) {
    for (const { start, end, value, written } of goal.numbers) {
      if (Math.abs(value) < Number.MAX_SAFE_INTEGER) continue;
      goal.claim(start, end);
      const question = `What is meant by ${written}? It is beyond ${grouped(Number.MAX_SAFE_INTEGER)}, further than anything here is counted.`;
      findings.ask(tooLarge, 'number_too_large', question, written);
    }
  },
};

export const NUMBER_RULES: readonly Rule[] = [
  tooLarge,
  labels,
  DATE_RULE,
  CAPACITY_RULE,
  RATE_RULE,
  DURATION_RULE,
  canary,
  regions,
];
