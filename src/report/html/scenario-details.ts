/** The scenario of a page, folded away. */
import type { Scenario } from '../../scenario/scenario.ts';
import { scenarioYaml } from '../../scenario/write.ts';
import { yamlText } from '../../scenario/yaml-text.ts';
import { escapeHtml } from './escape.ts';

/** What was run, with every default filled in, and as a file that is read again. */
export function scenarioDetails(scenario: Scenario, label = 'The scenario'): string {
  const { written, ...resolved } = scenario;
  const whole = yamlText(JSON.parse(JSON.stringify(resolved)));
  const details = (what: string, yaml: string) =>
    `<details><summary>${escapeHtml(label)}, ${what}</summary><pre>${escapeHtml(yaml)}</pre></details>`;
  const file = written ? details('as a file to run again', scenarioYaml(scenario)) : '';
  return `${details('with every default filled in', whole)}${file}`;
}
