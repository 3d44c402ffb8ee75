// Conditions: what the simulator does otherwise than AWS, or AWS leaves open.

import { first, list } from './helpers.mjs';

/** Operators whose values take variables. */
export const TEXTUAL = /^(string|arn)/i;
/** Operators that hold where the value is another. */
export const NEGATED = /not/i;

const KNOWN = new RegExp(
  '^(string(not)?equals(ignorecase)?|string(not)?like|(numeric|date)(not)?equals|(numeric|date)(less|greater)than(equals)?' +
    '|bool|binaryequals|(not)?ipaddress|arn(not)?(equals|like)|null)$',
  'i',
);

/** An operator's name, taken apart. */
export function operator(name) {
  const [, set, base] = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(?:IfExists)?$/i.exec(name);
  return { set, base };
}

export function conditionFault(condition, keys) {
  return first(Object.entries(condition), ([name, tests]) => {
    const { set, base } = operator(name);
    if (!KNOWN.test(base)) return `the unknown operator ${name}`;
    return first(Object.entries(tests), ([key, values]) => {
      const value = keys[key.toLowerCase()];
      return valueFault(set, base, key, value) ?? formFault(base, key, list(values).map(String), value);
    });
  });
}

function valueFault(set, base, key, value) {
  const isNull = /^null$/i.test(base);
  if (Array.isArray(value)) {
    if (value.length === 0) return `${key} without values: whether it is there`;
    if (!set && !isNull) return `several values of ${key} without a set operator`;
  }
  if ((set || isNull) && list(value).includes('')) return `whether ${key} is there when it is empty`;
  return undefined;
}

/** Values that it reads otherwise than AWS, or that AWS refuses. */
const FORMS = [
  [/^numeric/i, (texts) => texts.every((text) => /^-?\d{1,15}(\.\d{1,6})?$/.test(text)), 'a plain number'],
  [/^bool/i, (texts) => texts.every((text) => /^(true|false)$/i.test(text)), 'true or false'],
  [/^null/i, (texts) => texts.every((text) => /^(true|false)$/i.test(text)), 'true or false'],
  [/^date/i, dates, 'a date with its zone, or seconds on both sides'],
  [/ipaddress$/i, (texts) => texts.every(address), 'an IPv4 address or range of some, or an IPv6 range'],
  [/^notipaddress$/i, unlike, 'a range, for an IPv6 address'],
  [/^arn/i, arns, 'an ARN of six parts'],
];

function formFault(base, key, values, value) {
  const given = value === undefined || /^null$/i.test(base) ? [] : list(value);
  const wrong = FORMS.find(([name, fits]) => name.test(base) && !fits(values, given));
  return wrong && `${base} of ${key}: a value that is not ${wrong[2]}`;
}

/** It takes a number for milliseconds. */
function dates(values, given) {
  const all = [...values, ...given];
  return (
    all.every((text) => /^\d+$/.test(text)) ||
    all.every((text) => /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text))
  );
}

/** It lets a request whose value is no ARN fail also a negated comparison; AWS does not say. */
function arns(values, given) {
  return [...values, ...given].every((text) => /^arn(:[^:]*){4}:./.test(text));
}

/** It finds an IPv6 address neither equal to an IPv4 address nor different from it. */
function unlike(values, given) {
  return values.every((text) => text.includes('/')) || !given.some((text) => text.includes(':'));
}

/** It compares single IPv6 addresses as text, and takes the range of all IPv4 addresses for one address. */
function address(text) {
  const v4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?$/.exec(text);
  if (v4) return v4.slice(1, 5).every((part) => Number(part) < 256) && v4[5] !== '0' && Number(v4[5] ?? 32) <= 32;
  const v6 = /^[0-9a-f:]+\/(\d{1,3})$/i.exec(text);
  return v6 !== null && Number(v6[1]) <= 128;
}
