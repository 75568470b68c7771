/** The scenario of a page, folded away. */
import { formatCount } from '../../scenario/numbers.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { scenarioYaml } from '../../scenario/write.ts';
import { yamlText } from '../../scenario/yaml-text.ts';
import { escapeHtml } from './escape.ts';

/** Items of a list that are shown: a trace of a million records helps no reader, and takes longer to write than to simulate. */
const MOST_ITEMS = 1000;

/** What was run, with every default filled in, and as a file that is read again. */
export function scenarioDetails(scenario: Scenario, label = 'The scenario'): string {
  const { written, ...resolved } = scenario;
  const whole = yamlText(JSON.parse(JSON.stringify(resolved, shortened)));
  const details = (what: string, yaml: string) =>
    `<details><summary>${escapeHtml(label)}, ${what}</summary><pre>${escapeHtml(yaml)}</pre></details>`;
  const file = written ? details('as a file to run again', scenarioYaml(scenario)) : '';
  return `${details('with every default filled in', whole)}${file}`;
}

function shortened(_key: string, value: unknown): unknown {
  if (!Array.isArray(value) || value.length <= MOST_ITEMS) return value;
  const rest = `and ${formatCount(value.length - MOST_ITEMS)} more`;
  return [...value.slice(0, MOST_ITEMS), rest];
}
