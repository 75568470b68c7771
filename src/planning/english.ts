/**
 * The English parser behind a small interface: words with part of speech, base form and negation. The library is handed in,
 * so that planning stays synchronous and loads nothing.
 */

export interface Word {
  /** As written in the rewritten text. */
  readonly text: string;
  /** Lower case, without punctuation. */
  readonly normal: string;
  /** Infinitive of a verb, singular of a noun, else as `normal`. */
  readonly root: string;
  readonly sentence: number;
  /** Offsets in the text that was read, end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly verb: boolean;
  readonly noun: boolean;
  readonly plural: boolean;
  readonly adjective: boolean;
  readonly number: boolean;
  /** Part of a verb phrase that is negated ("not using", "do not deploy"). */
  readonly negated: boolean;
}

export interface English {
  read(text: string): Word[];
}

interface TermJson {
  text: string;
  normal: string;
  root?: string;
  tags: string[];
  offset: { start: number; length: number };
}
interface SentenceJson {
  terms: TermJson[];
}
interface VerbJson {
  offset: { start: number; length: number };
  verb?: { negative?: boolean };
}

/** Words the library takes for nouns although in goals they are mostly verbs. */
const LEXICON = {
  deploy: 'Infinitive',
  rename: 'Infinitive',
  redeploy: 'Infinitive',
  refactor: 'Infinitive',
  prompts: 'Plural',
};

/** What is used of the library compromise: the function that reads a text. */
export type Nlp = (
  text: string,
  lexicon: Readonly<Record<string, string>>,
) => {
  compute(name: string): unknown;
  verbs(): { json(options: object): unknown };
  json(options: object): unknown;
};

/** The parser over the library's function, which is imported where it is first needed since that takes half a second. */
export function englishParser(nlp: Nlp): English {
  return {
    read(text: string): Word[] {
      const view = nlp(text, LEXICON);
      view.compute('root');
      const negated = negatedSpans(view.verbs().json({ offset: true }) as VerbJson[]);
      const properties = { text: true, normal: true, root: true, tags: true, offset: true };
      const sentences = view.json({ offset: true, terms: properties }) as SentenceJson[];
      const words: Word[] = [];
      sentences.forEach((sentence, index) => {
        for (const term of sentence.terms) {
          if (term.text !== '') words.push(toWord(term, index, negated));
        }
      });
      return words;
    },
  };
}

function negatedSpans(verbs: readonly VerbJson[]): [number, number][] {
  return verbs
    .filter((verb) => verb.verb?.negative === true && verb.offset)
    .map((verb) => [verb.offset.start, verb.offset.start + verb.offset.length]);
}

function toWord(term: TermJson, sentence: number, negated: readonly [number, number][]): Word {
  const has = (tag: string) => term.tags.includes(tag);
  const start = term.offset.start;
  const normal = term.normal === '' ? term.text.toLowerCase() : term.normal;
  return {
    text: term.text,
    normal,
    root: term.root ?? normal,
    sentence,
    start,
    end: start + term.text.length,
    verb: has('Verb'),
    noun: has('Noun') && !has('Pronoun'),
    plural: has('Plural'),
    adjective: has('Adjective'),
    number: has('Value'),
    negated: negated.some(([from, to]) => start >= from && start < to),
  };
}
