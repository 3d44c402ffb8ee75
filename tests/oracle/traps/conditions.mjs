import { OPERATORS, SETS, MANY, condition } from './common.mjs';

export const absent = [
  condition('StringEquals on an absent key', OPERATORS, 'refused', { StringEquals: { 'aws:SourceVpc': 'vpc-1' } }),
  condition('StringNotEquals on an absent key', OPERATORS, 'allowed', {
    StringNotEquals: { 'aws:SourceVpc': 'vpc-1' },
  }),
  condition('StringNotLike on an absent key', OPERATORS, 'allowed', { StringNotLike: { 's3:prefix': 'a*' } }),
  condition('ArnNotLike on an absent key', OPERATORS, 'allowed', { ArnNotLike: { 'aws:SourceArn': 'arn:aws:s3:::*' } }),
  condition('NumericNotEquals on an absent key', OPERATORS, 'allowed', { NumericNotEquals: { 's3:max-keys': '10' } }),
  condition('NotIpAddress on an absent key', OPERATORS, 'allowed', {
    NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' },
  }),
  condition('NumericLessThan on an absent key', OPERATORS, 'refused', { NumericLessThan: { 's3:max-keys': '10' } }),
  condition('Bool false on an absent key', OPERATORS, 'refused', { Bool: { 'aws:MultiFactorAuthPresent': 'false' } }),
  condition('BoolIfExists false on an absent key', OPERATORS, 'allowed', {
    BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' },
  }),
  condition('StringEqualsIfExists on an absent key', OPERATORS, 'allowed', {
    StringEqualsIfExists: { 'aws:SourceVpc': 'vpc-1' },
  }),
  condition(
    'StringEqualsIfExists on another value',
    OPERATORS,
    'refused',
    {
      StringEqualsIfExists: { 'aws:SourceVpc': 'vpc-1' },
    },
    { 'aws:SourceVpc': 'vpc-2' },
  ),
  condition('Null true on an absent key', OPERATORS, 'allowed', { Null: { 'aws:SourceVpc': 'true' } }),
  condition(
    'Null true on a present key',
    OPERATORS,
    'refused',
    { Null: { 'aws:SourceVpc': 'true' } },
    {
      'aws:SourceVpc': 'vpc-1',
    },
  ),
  condition(
    'Null false on a present key',
    OPERATORS,
    'allowed',
    { Null: { 'aws:SourceVpc': 'false' } },
    {
      'aws:SourceVpc': 'vpc-1',
    },
  ),
];

export const sets = [
  condition('ForAllValues on an absent key', SETS, 'allowed', {
    'ForAllValues:StringEquals': { 'aws:TagKeys': ['a'] },
  }),
  condition('ForAnyValue on an absent key', SETS, 'refused', { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['a'] } }),
  condition('ForAnyValue negated on an absent key', SETS, 'refused', {
    'ForAnyValue:StringNotEquals': { 'aws:TagKeys': ['a'] },
  }),
  condition(
    'ForAllValues on a subset',
    SETS,
    'allowed',
    { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b', 'c'] } },
    {
      'aws:TagKeys': ['c', 'a'],
    },
  ),
  condition(
    'ForAllValues with one more',
    SETS,
    'refused',
    { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } },
    {
      'aws:TagKeys': ['a', 'x'],
    },
  ),
  condition(
    'ForAnyValue with one of them',
    SETS,
    'allowed',
    { 'ForAnyValue:StringLike': { 'aws:TagKeys': ['a*', 'b'] } },
    {
      'aws:TagKeys': ['x', 'abc'],
    },
  ),
  condition(
    'ForAllValues negated with a forbidden one',
    SETS,
    'refused',
    {
      'ForAllValues:StringNotEquals': { 'aws:TagKeys': ['a', 'b'] },
    },
    { 'aws:TagKeys': ['x', 'b'] },
  ),
  condition(
    'ForAnyValue negated with another one',
    SETS,
    'allowed',
    {
      'ForAnyValue:StringNotEquals': { 'aws:TagKeys': ['a', 'b'] },
    },
    { 'aws:TagKeys': ['x', 'b'] },
  ),
  condition(
    'two operators are both needed',
    MANY,
    'refused',
    {
      StringEquals: { 'aws:SourceVpc': 'vpc-1' },
      Bool: { 'aws:SecureTransport': 'true' },
    },
    { 'aws:SourceVpc': 'vpc-1', 'aws:SecureTransport': 'false' },
  ),
  condition(
    'values of a negated operator are all excluded',
    MANY,
    'refused',
    {
      StringNotEquals: { 'aws:SourceVpc': ['vpc-1', 'vpc-2'] },
    },
    { 'aws:SourceVpc': 'vpc-2' },
  ),
];
