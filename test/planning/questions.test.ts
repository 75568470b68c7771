/** Goals that cannot be planned without an answer: the question must be the right one. */
import { describe, expect, test } from 'vitest';
import { LONGEST_GOAL } from '../../src/planning/plan.ts';
import type { ClarificationReason } from '../../src/planning/types.ts';
import { attempt, question } from './support.ts';

const CASES: readonly (readonly [string, ClarificationReason, string])[] = [
  ['', 'empty', 'empty'],
  [' \n\t\u200b ', 'empty', 'empty'],
  ['10,000 servers', 'no_verb', '10000 servers'],
  ['Hello there', 'no_verb', 'What should be done?'],
  ['12345', 'no_verb', 'What should be done'],
  ['!!! ???', 'no_verb', 'What should be done'],
  ['Translate the manual', 'no_object', 'Into how many subtasks'],
  ['Deploy', 'count_missing', 'how many servers'],
  ['Deploy to all servers', 'count_missing', 'How many servers'],
  ['Restart 40 services one region after the other', 'regions_missing', 'How many regions'],
  ['Restart 40 services in 3 regions, in all 5 regions', 'regions_contradictory', '3 or 5 regions'],
  ['Restart 40 services across 0 regions', 'regions_invalid', 'How many regions'],
  ['Restart 40 services, at most 0 at once', 'limit_invalid', 'How many may run at once'],
  ['Deploy to thousands of servers', 'count_missing', 'How many servers'],
  ['Rename several files', 'count_missing', 'How many files'],
  ['Deploy to every region with 20 servers each', 'count_missing', 'How many'],
  ['Do not deploy to the 100 servers', 'negated_work', 'deploy'],
  ["Please don't fix the bug", 'negated_work', 'fix'],
  ['Deploy to 100 servers, then to 200 servers', 'count_contradictory', '100 or 200 servers'],
  ['Deploy to 50-100 servers', 'count_contradictory', '50 or 100'],
  ['Deploy to between 50 and 100 servers', 'count_contradictory', '50 or 100'],
  ['Deploy 3 services to 500 servers', 'count_ambiguous', '1,500'],
  ['Deploy to 10.000 servers', 'count_ambiguous', '10 or 10000'],
  ['Rename 1,50 files', 'count_ambiguous', 'Is "1,50" 1.5 or 150 files?'],
  ['Rename 1,5 files', 'count_ambiguous', 'Is "1,5" 1.5 or 15 files?'],
  ['Rename 1,2,3 files', 'count_ambiguous', 'Is "1,2,3" 123 files?'],
  ['Deploy to 10 servers with 2,5 agents', 'agents_unclear', 'Is "2,5" 2.5 or 25 agents?'],
  ['Deploy to 100 servers with 10.000 agents', 'agents_unclear', '10 or 10000 agents'],
  ['Rename minus five files', 'count_out_of_range', 'minus five is not'],
  ['Rename negative 5 files', 'count_out_of_range', 'negative 5 is not'],
  ['Test -5 modules', 'count_out_of_range', '-5 is not'],
  ['Deploy to 10 servers with minus 5 agents', 'agents_invalid', '-5 is not'],
  ['Convert 500 images, minus 2 minutes each', 'duration_unclear', 'below zero'],
  ['Convert 500 images, 1,2,3 minutes each', 'duration_unclear', 'Is "1,2,3" 123 minutes?'],
  ['Convert 500 images, each takes a few minutes', 'duration_unclear', '"a few minutes" names no number'],
  ['Convert 500 images, several hours each', 'duration_unclear', '"several hours" names no number'],
  ['Convert 500 images, most of an hour each', 'duration_unclear', 'How long is "most of an hour"?'],
  ['Convert 500 images, 5% of an hour each', 'duration_unclear', 'How long is "5% of an hour"?'],
  ['Convert 500 images, a few seconds to a minute each', 'duration_unclear', 'a few seconds to a minute'],
  ['Convert 500 images, each takes 1:30 minutes', 'duration_unclear', 'How long is "1:30 minutes"'],
  ['Deploy to 2.5 servers', 'count_out_of_range', '2.5'],
  ['Index 1e400 documents', 'number_too_large', '1e400'],
  ['Index 1e-3 documents', 'count_out_of_range', '1e-3 is not'],
  ['Index 99999999999999999999 documents', 'number_too_large', '99999999999999999999'],
  ['Index 50 documents, at most 1e400 at a time', 'number_too_large', '1e400'],
  ['Index 50 documents in 1e300 minutes each', 'number_too_large', '1e300'],
  ['Index 50 documents with 1e999 agents', 'number_too_large', '1e999'],
  ['Rename 5 billion files', 'count_out_of_range', 'How many files'],
  ['Deploy to 100 servers using 20 agents or 30 agents', 'agents_contradictory', '20 or 30'],
  ['Deploy to 100 servers with between 20 and 30 agents', 'agents_contradictory', '20 or 30'],
  ['Deploy to 100 servers using 90 agents, at most 50 agents', 'agents_contradictory', 'contradict'],
  ['Using zero agents, deploy to 10 servers', 'agents_invalid', '0 is not'],
  ['Deploy to 10 servers with -5 agents', 'agents_invalid', '-5'],
  ['Deploy to 10 servers with 2.5 agents', 'agents_invalid', '2.5'],
  ['Deploy to 100 servers, not using agents', 'agents_unclear', 'one agent'],
  ['Execute this task using [N] parallel agents: deploy to 100 servers', 'agents_unclear', '[n]'],
  ['Deploy to 100 servers, 3 minutes', 'duration_unclear', 'one subtask'],
  [
    'Convert 500 images, 2 minutes each, 5 minutes each',
    'duration_contradictory',
    '"2 minutes" or "5 minutes"',
  ],
  ['Deploy to 100 servers independently, one by one', 'order_contradictory', 'same time'],
  ['Bereitstellen auf allen 100 Servern', 'not_english', 'English'],
  ['Benenne bitte die 1000 Dateien in dem Ordner um und prüfe das Ergebnis', 'not_english', 'English'],
  ['Déployer sur tous les 100 serveurs', 'not_english', 'English'],
  ['Desplegar la aplicación en los 100 servidores', 'not_english', 'English'],
  ['すべての100台のサーバーにデプロイする', 'not_english', 'English'],
  ['Развернуть на 100 серверах', 'not_english', 'English'],
  [`Deploy to 100 servers ${'and again '.repeat(LONGEST_GOAL)}`, 'too_long', '10,000 characters'],
];

describe('a question instead of a guess', () => {
  test.each(CASES)('%.60s', (text, reason, words) => {
    const result = question(text);
    expect(result.reason).toBe(reason);
    expect(result.question).toContain(words);
    expect(result.questions[0]).toMatchObject({ reason, question: result.question });
  });
});

test('says what was understood', () => {
  const result = question('Deploy to many servers across 5 regions using 1000 agents');
  expect(result.understood.join('\n')).toMatch(/pattern: .*5 regions.*exactly 1000 agents/s);
});

test('concludes nothing from a count that is in question', () => {
  for (const text of ['Deploy to -5 servers', 'Delete 0 files'])
    expect(question(text).understood.join('\n')).not.toContain('min per subtask');
});

test('speaks of one thing in the singular', () => {
  const understood = question('Do 1 thing').understood.join('\n');
  expect(understood).toContain('"1 thing": 1 thing (object)');
  const rules = question('Delete 1 file with 2.5 agents').understood.join('\n');
  expect(rules).toContain('1 subtask');
  expect(rules).not.toMatch(/\b1 (files|subtasks)/);
});

test('asks everything at once', () => {
  const result = question('Deploy to 100 servers or 200 servers with 2.5 agents');
  expect(result.questions.map(({ reason }) => reason).sort()).toEqual([
    'agents_invalid',
    'count_contradictory',
  ]);
});

test('an answer to one question is none to another', () => {
  const regions = 'Restart 40 services one region after the other';
  expect(question(regions, { subtasks: 40 }).reason).toBe('regions_missing');
  expect(attempt(regions, { regions: 4 }).kind).toBe('plan');
  const limit = 'Restart 40 services, at most 0 at once';
  expect(question(limit, { subtasks: 40 }).reason).toBe('limit_invalid');
});

test('an answer leaves the other questions', () => {
  expect(question('Deploy to 100 servers or 200 servers with 2.5 agents', { agents: 3 }).reason).toBe(
    'count_contradictory',
  );
});
