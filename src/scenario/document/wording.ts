/** What the YAML parser says, in the words of this project. */
import type { YAMLError } from 'yaml';

/** Of a value that goes on in the next line, and ends in a key there. */
const DEEPER_LINE =
  'a line below this one is indented further than its key, as if it belonged to the value here: keys beside each other begin in the same column';

/** The parser's own words, except where they speak of its internals. */
function wording(code: string, message: string): string {
  switch (code) {
    case 'TAG_RESOLVE_FAILED':
      return `tags have no meaning in a scenario (${message})`;
    case 'NON_STRING_KEY':
      return 'expected a key, found a collection';
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'a mapping cannot begin here: text that contains ": " needs quotation marks';
    case 'BAD_SCALAR_START': {
      const first = /reserved character (\S)/.exec(message)?.[1] ?? '@';
      return `text that begins with ${first} needs quotation marks${first === '@' ? ', as in "@daily"' : ''}`;
    }
    case 'TAB_AS_INDENT':
      return 'indent with spaces, not with a tab';
    default:
      return message;
  }
}

/** Errors of the parser in words, one of each place: it may say twice what is wrong with one. */
export function inWords(
  errors: readonly YAMLError[],
): { readonly offset: number; readonly message: string }[] {
  const places = new Set(errors.map(({ pos }) => pos[0]));
  return [...places].map((offset) => {
    const here = errors.filter(({ pos }) => pos[0] === offset);
    const [{ code, message }] = here;
    const isDeeper = here.some((other) => other.code === 'MULTILINE_IMPLICIT_KEY');
    return { offset, message: isDeeper ? DEEPER_LINE : wording(code, message) };
  });
}
