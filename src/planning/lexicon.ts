/** The words the planner knows. Everything is in the base form: infinitive, singular. */

/** Kinds of work that a verb stands for; they decide pattern, task type and default duration. */
export type VerbClass =
  | 'deploy'
  | 'file_quick'
  | 'file'
  | 'api'
  | 'network'
  | 'computation'
  | 'restructure'
  | 'maintain'
  | 'repair'
  | 'delete'
  | 'general';

/** Kinds of things that are counted. */
export type UnitClass = 'server' | 'file' | 'service' | 'api' | 'data' | 'code' | 'bug';

function table<Class>(entries: readonly (readonly [Class, string])[]): ReadonlyMap<string, Class> {
  const map = new Map<string, Class>();
  for (const [kind, words] of entries)
    for (const word of words.split(' ')) map.set(word.replace(/_/g, ' '), kind);
  return map;
}

/** Verbs of work; an underscore stands for the space of a phrasal verb. */
export const VERBS: ReadonlyMap<string, VerbClass> = table<VerbClass>([
  [
    'deploy',
    'deploy redeploy roll_out rollout release install provision ship launch restart reboot upgrade patch reimage spin_up boot',
  ],
  ['file_quick', 'rename move copy relocate'],
  [
    'file',
    'process convert resize compress decompress crop watermark transcode archive tag parse translate transcribe annotate',
  ],
  [
    'file',
    'reformat scan index print upload_to merge split sort format lint classify label anonymize anonymise',
  ],
  ['api', 'call notify email message invite enrich geocode send query post'],
  ['network', 'download upload fetch crawl scrape ping sync synchronize synchronise mirror stream transfer'],
  [
    'computation',
    'train simulate render encode calculate compute solve benchmark hash evaluate optimize optimise compile fuzz',
  ],
  ['restructure', 'refactor rewrite redesign rearchitect restructure modernize modernise port debug'],
  [
    'maintain',
    'clean_up cleanup clean tidy_up tidy reorganize reorganise declutter consolidate enhance organize organise',
  ],
  ['repair', 'fix repair resolve correct solve_bug hotfix'],
  ['delete', 'delete drop purge truncate wipe erase remove destroy prune'],
  [
    'general',
    'migrate update check test verify validate review audit analyze analyse inspect build create write generate add back_up ' +
      'backup restore replace configure rotate monitor document summarize summarise import export extract load run measure ' +
      'investigate research answer read edit draft implement develop design assign register onboard enable disable set_up ' +
      'switch_over switch switchover cut_over fail_over switch_off execute_query count compare monitor sign encrypt decrypt ' +
      'refresh reindex rebuild recompute recalculate reset renew approve collect gather search tune charge bill refund pay debit decommission shut_down revoke renew alter',
  ],
]);

/** Verbs that only frame the goal and say nothing of the work. */
export const FRAMING = new Set(
  (
    'execute perform use want need like make help go be have let start try please do get get_done utilize utilise employ take follow ' +
    'can cannot could may might must ought shall should will would'
  ).split(' '),
);

export const UNITS: ReadonlyMap<string, UnitClass> = table<UnitClass>([
  [
    'server',
    'server host machine node instance vm cluster pod device router switch gateway workstation laptop box replica',
  ],
  ['server', 'target environment fleet sensor kiosk terminal phone appliance datanode edge_node'],
  [
    'file',
    'file image photo picture document video log pdf csv spreadsheet presentation screenshot recording page slide',
  ],
  ['file', 'scan invoice receipt contract report article transcript thumbnail archive notebook'],
  [
    'service',
    'service microservice application app website site container api function lambda store shop tenant',
  ],
  ['api', 'prompt query endpoint request call webhook email message notification url link invitation'],
  [
    'data',
    'database table row record bucket schema user account customer collection index partition shard volume snapshot',
  ],
  ['data', 'backup dataset entry order item product profile'],
  [
    'code',
    'repository repo package module component class test library branch project dependency script model job pipeline',
  ],
  ['bug', 'bug defect issue error crash regression failure vulnerability flaw'],
]);

/** Quantities of which no task is made. */
export const MEASURES = new Set(
  (
    'gb mb tb kb gib mib tib kib byte kilobyte megabyte gigabyte terabyte bit kbit mbit gbit kilobit megabit gigabit core cpu gpu percent time retry attempt ms x replica level degree point dollar euro usd cent ' +
    'request/s rps qps iops mbps gbps line word character pixel thread day week month year hour minute second downtime ' +
    'format way reason option step phase stage wave batch group part chunk reviewer'
  ).split(' '),
);

/** Nouns that mean agents. */
export const AGENTS = new Set('agent subagent sub-agent bot'.split(' '));

/** Function words of English; a text without a single one, nor a known verb, is not read as English. */
export const FUNCTION_WORDS = new Set(
  'the a an to of all with and in for on from by at this that these those our my every each it into across is are be please using'.split(
    ' ',
  ),
);

/** Damerau-Levenshtein distance of at most one: one letter added, left out, changed, or two neighbours swapped. */
export function oneEditApart(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let i = 0;
  while (i < a.length && i < b.length && a[i] === b[i]) i++;
  if (a.length !== b.length) {
    const [short, long] = a.length < b.length ? [a, b] : [b, a];
    return short.slice(i) === long.slice(i + 1);
  }
  if (a.slice(i + 1) === b.slice(i + 1)) return true;
  return a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2);
}
