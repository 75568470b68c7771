/** The rule for dates and times of day. A plan counts from its own start, so they are told apart from counts and named as not used. */
import type { Rule } from './goal.ts';

const MONTH =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?';
const DAY = '\\d{1,2}(?:st|nd|rd|th)?';
const YEAR = '(?:,? (?:19|20)\\d\\d)?';
const CLOCK = "\\d{1,2}(?::\\d\\d)?(?::\\d\\d)?(?: ?(?:am|pm|a\\.m\\.|p\\.m\\.|o'clock|utc|gmt)(?![a-z]))";
const GOES_ON = '(?:at|and|on|with|using|in|by|or|before|until|to)\\b';
/** Before a verb it is no month: "3 may fail". */
const MAY_DO = `(?!may (?!${GOES_ON})[a-z])`;
/** Behind a month, so that "may 5 servers" is no date. */
const END = `(?=\\s*(?:$|[.,;:)]|${GOES_ON}))`;

const DATES = new RegExp(
  [
    '\\b\\d{4}-\\d\\d-\\d\\d(?:[t ]\\d\\d:\\d\\d(?::\\d\\d)?z?)?\\b',
    `(?<![\\w.-])(?:the )?${DAY} (?:of )?${MAY_DO}${MONTH}${YEAR}(?![a-z])`,
    `\\b${MONTH} (?:the )?${DAY}${YEAR}${END}`,
    '\\b\\d{1,2}\\/\\d{1,2}\\/(?:\\d\\d){1,2}\\b',
    `(?<![\\w.:-])${CLOCK}`,
    // "takes 1:30 minutes" is no time of day, "at 22:00 hours" is one.
    '(?<![\\w.:-])(?:(?<=\\b(?:at|by|until|before|after|from) )\\d{1,2}:\\d\\d(?::\\d\\d)?\\b|' +
      '\\d{1,2}:\\d\\d(?::\\d\\d)?\\b(?![\\s-](?:secs?|seconds?|mins?|minutes?|hrs?|hours?)\\b))',
  ].join('|'),
  'g',
);

export const DATE_RULE: Rule = {
  name: 'numbers.date',
  matches: '"by 15 March", "on 2027-01-15", "at 22:00"',
  concludes: 'a date or a time of day, named as not used: the plan counts from its own start',
  apply(goal, findings) {
    for (const match of goal.matches(DATES)) {
      goal.claim(match.index, match.index + match[0].length);
      findings.fire(
        DATE_RULE,
        match[0],
        'a date or a time of day, not used: the plan counts from its own start',
      );
    }
  },
};
