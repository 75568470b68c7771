/** In which order two counted parts of the work come. */
import type { Findings, FoundCount, Goal, Rule } from './goal.ts';

const THEN =
  /\b(?:and then|then|afterwards|after that|after which|thereafter|subsequently|finally|followed by|once done|once that is done|next|before|prior to)\b/;
const AFTER = /\b(?:after|once|as soon as|when)\b/;
/** At the beginning of a sentence: the first part is what the second waits for. */
const LEADING = /^\W*(?:after|once|as soon as|when)\b/;
const LEADING_BEFORE = /^\W*(?:before|prior to)\b/;
const FIRST = /\b(?:first(?:ly)?|at first|to begin with)\b/;

export const SEQUENCE_RULE: Rule = {
  name: 'order.sequence',
  matches: '"first ..., then ...", "after resizing 100 images", "before restarting 20 services"',
  concludes: 'which counted part of the work waits for which',
  apply() {
    // Read together with the counts, since it stands between them.
  },
};

interface Order {
  readonly after: boolean;
  readonly earlier: boolean;
}

/** Says whether a count comes after the one before it in the text, before it, or beside it. */
export function orderOf(
  goal: Goal,
  findings: Findings,
  previous: FoundCount | undefined,
  { start, sentence }: { readonly start: number; readonly sentence: number },
): Order {
  if (!previous) return { after: false, earlier: false };
  const between = goal.lower.slice(previous.end, start);
  const first = goal.words.find((word) => word.sentence === sentence)?.start ?? 0;
  const lead = previous.sentence === sentence ? goal.lower.slice(first, previous.start) : '';
  const found = (expression: RegExp, from: number, text: string, order: Order): Order | null => {
    const match = expression.exec(text);
    if (!match) return null;
    const spans = [{ start: from + match.index, end: from + match.index + match[0].length }];
    const one = FIRST.exec(lead);
    if (one) spans.push({ start: first + one.index, end: first + one.index + one[0].length });
    findings.fire(
      SEQUENCE_RULE,
      match[0],
      order.after ? 'the next part waits for the one before' : 'the part before waits for the next',
      ...spans,
    );
    return order;
  };
  const comma = between.includes(',');
  return (
    found(THEN, previous.end, between, { after: true, earlier: false }) ??
    (previous.sentence === sentence
      ? found(AFTER, previous.end, between, { after: false, earlier: true })
      : null) ??
    (comma ? found(LEADING, first, lead, { after: true, earlier: false }) : null) ??
    (comma ? found(LEADING_BEFORE, first, lead, { after: false, earlier: true }) : null) ?? {
      after: false,
      earlier: false,
    }
  );
}
