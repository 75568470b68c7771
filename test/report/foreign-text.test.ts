import { Writable } from 'node:stream';
import { fc, test } from '@fast-check/vitest';
import { parseString } from 'fast-csv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { Channel } from '../../src/cli/channel.ts';
import { explain } from '../../src/cli/failure.ts';
import { journalText } from '../../src/lab/experiment/journal.ts';
import { ModuleError } from '../../src/lab/extension/errors.ts';
import { escapeHtml } from '../../src/report/html/escape.ts';
import { toJson } from '../../src/report/json.ts';
import { resultFolder } from '../../src/report/output.ts';
import { toCsv } from '../../src/report/tables.ts';
import { starterScenario } from '../../src/scenario/load.ts';
import { yamlText } from '../../src/scenario/yaml-text.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const ACTS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

const wild = fc
  .array(
    fc.oneof(fc.integer({ min: 0, max: 0x2070 }), fc.constantFrom(27, 0x9b, 0x202e, 61, 43, 45, 64, 34, 44)),
    {
      maxLength: 12,
    },
  )
  .map((codes) => String.fromCharCode(...codes));

function cellsOf(csv: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const rows: string[][] = [];
    parseString(csv)
      .on('data', (row: string[]) => rows.push(row))
      .on('error', reject)
      .on('end', () => resolve(rows.flat()));
  });
}

async function printed(text: string, environment: Record<string, string>): Promise<string> {
  let all = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      all += chunk;
      done();
    },
  });
  await new Channel(stream, 'test', environment).write(text);
  return all;
}

/** A journal with that text wherever a name may stand. */
function journalOf(text: string): Parameters<typeof journalText>[0] {
  const plan = { kind: 'runs', name: text, seed: text, alternatives: [{ label: text }] };
  const failed = [{ key: text, replication: 0, attempts: 1, reason: text }];
  return { plan, entries: [], failed, finished: true } as never;
}

describe('text of others in every output', () => {
  test.prop([wild])('acts nowhere', async (text) => {
    expect(escapeHtml(text)).not.toMatch(ACTS);
    expect(toJson({ text })).not.toMatch(ACTS);
    expect(journalText(journalOf(text))).not.toMatch(ACTS);
    expect(yamlText({ [text]: [text] })).not.toMatch(ACTS);
    expect(parse(yamlText({ [`k${text}`]: [text] }))).toEqual({ [`k${text}`]: [text] });
    expect(starterScenario(text)).not.toMatch(ACTS);
    expect(resultFolder(text, text)).toMatch(/^results\/runs\/[A-Za-z0-9._-]+$/);
    expect(new ModuleError(text, { module: text, call: text }).message).not.toMatch(ACTS);
    expect(await printed(text, {})).not.toMatch(ACTS);
    const coloured = await printed(`\u001b[1m${text}`, { FORCE_COLOR: '1' });
    expect(coloured.replaceAll(COLOUR, '')).not.toMatch(ACTS);
    expect(explain(new ModuleError(text, { module: 'm' }), {}).message).not.toMatch(ACTS);
  });

  test.prop([wild])('is no formula in a table, and numbers stay numbers', async (text) => {
    const csv = await toCsv({ name: 't', header: [`h${text}`, 'n'], rows: [[text, -1.5]] });
    expect(csv.replaceAll('\r', '\u0000')).not.toMatch(ACTS);
    const [, , cell, number] = await cellsOf(csv);
    expect(number).toBe('-1.5');
    if (/^[=+\-@\t\r]/.test(cell)) expect(Number.isFinite(Number(cell))).toBe(true);
  });

  it('keeps what is written as a number', async () => {
    const row = ['-5', '+1.5', '1e-3', '-5%', '=1', "-1'", 'a=b'];
    const csv = await toCsv({ name: 't', header: ['a'], rows: [row] });
    expect(csv.split('\n')[1]).toBe("-5,+1.5,1e-3,'-5%,'=1,'-1',a=b");
  });
});
