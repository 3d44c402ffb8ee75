// Policy variables and plain text: what the simulator does otherwise than AWS.

import { NEGATED, TEXTUAL, operator } from './conditions.mjs';
import { cut, first, list } from './helpers.mjs';

const VARIABLE = /\$\{([^}]*)\}/g;
const SPECIAL = ['*', '?', '$'];

/** Its patterns are regular expressions: their dot stands for no line break, and for half of a rare character. */
const STRANGE = /[\n\r\u2028\u2029\u{10000}-\u{10ffff}]/u;

export function textFault({ resource }, keys) {
  if (resource !== '*' && resource.includes('*')) return 'a * in the resource of a request is taken for a pattern';
  if ([resource, ...Object.values(keys).flat()].some((text) => STRANGE.test(text))) {
    return 'line breaks and characters beyond U+FFFF';
  }
  return undefined;
}

export function variableFault({ Resource, NotResource, Condition = {} }, keys) {
  return (
    first(list(Resource), (text) => inText(text, keys, false)) ??
    first(list(NotResource), (text) => inText(text, keys, true)) ??
    first(Object.entries(Condition), ([name, tests]) => inTests(operator(name), tests, keys))
  );
}

function inTests({ base }, tests, keys) {
  const texts = Object.values(tests).flat().map(String);
  if (!TEXTUAL.test(base)) {
    return texts.some((text) => text.includes('${')) ? `a variable in ${base}` : undefined;
  }
  return first(texts, (text) => {
    if (/^arn/i.test(base) && cut(text)[0].some((part) => part.includes('${'))) {
      return 'a variable before the last part of an ARN';
    }
    // "Variables and tags": the three may stand wherever a variable may. It leaves them where no wildcards count.
    if (/equals/i.test(base) && !/^arn/i.test(base) && SPECIAL.some((one) => text.includes(`\${${one}}`))) {
      return 'a variable for a special character outside patterns';
    }
    return inText(text, keys, NEGATED.test(base));
  });
}

function inText(text, keys, negated) {
  return first(text.matchAll(VARIABLE), ([, inside]) => {
    if (SPECIAL.includes(inside)) return undefined;
    const read = /^([^,' ]+)(?:, '([^',]+)')?$/.exec(inside);
    if (!read) return "a variable in another form than ${key} and ${key, 'default'}";
    const value = keys[read[1].toLowerCase()];
    if (Array.isArray(value)) return 'a variable with several values';
    if (value === '') return 'a variable whose value is empty';
    if (value === undefined && read[2] === undefined && negated) return 'a variable without a value, negated';
    return undefined;
  });
}
