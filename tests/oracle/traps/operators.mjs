import { ACCOUNT, PARTNER, OPERATORS, ELEMENTS, ingest, condition } from './common.mjs';

const roles = (pattern) => ({ ArnLike: { 'aws:SourceArn': pattern } });
const SOURCE = { 'aws:SourceArn': `arn:aws:sns:eu-west-1:${PARTNER}:store/abc:${ACCOUNT}:finance/doc` };

export const operators = [
  condition(
    'ArnLike: * stays within its part',
    OPERATORS,
    'refused',
    roles(`arn:aws:sns:*:${ACCOUNT}:finance/*`),
    SOURCE,
  ),
  condition(
    'StringLike: * takes colons',
    OPERATORS,
    'allowed',
    {
      StringLike: { 'aws:SourceArn': `arn:aws:sns:*:${ACCOUNT}:finance/*` },
    },
    SOURCE,
  ),
  condition('ArnLike: * of the last part takes colons', OPERATORS, 'allowed', roles('arn:aws:sns:*:*:store/*'), SOURCE),
  condition('ArnEquals takes wildcards as ArnLike does', OPERATORS, 'allowed', {
    ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/data/*` },
  }),
  condition('ArnNotEquals takes wildcards too', OPERATORS, 'refused', {
    ArnNotEquals: { 'aws:PrincipalArn': `arn:aws:iam::*:role/*/ingest` },
  }),
  condition(
    'StringLike: ? is one character',
    OPERATORS,
    'refused',
    { StringLike: { 's3:prefix': 'a?c' } },
    { 's3:prefix': 'ac' },
  ),
  condition(
    'StringLike minds case',
    OPERATORS,
    'refused',
    { StringLike: { 's3:prefix': 'A*' } },
    { 's3:prefix': 'abc' },
  ),
  condition(
    'StringEquals takes * as a letter',
    OPERATORS,
    'refused',
    { StringEquals: { 's3:prefix': 'a*' } },
    {
      's3:prefix': 'abc',
    },
  ),
  condition(
    'StringEqualsIgnoreCase',
    OPERATORS,
    'allowed',
    { StringEqualsIgnoreCase: { 's3:prefix': 'ABC' } },
    {
      's3:prefix': 'abc',
    },
  ),
  condition(
    'names of keys ignore case',
    ELEMENTS,
    'allowed',
    { Bool: { 'AWS:SECURETRANSPORT': 'true' } },
    {
      'aws:SecureTransport': 'true',
    },
  ),
  condition(
    'names of tags in keys ignore case',
    ELEMENTS,
    'allowed',
    { StringEquals: { 'aws:PrincipalTag/TEAM': 'red' } },
    {},
    ingest({ team: 'red' }),
  ),
  condition(
    'Bool false',
    OPERATORS,
    'allowed',
    { Bool: { 'aws:SecureTransport': 'false' } },
    { 'aws:SecureTransport': 'false' },
  ),
  condition(
    'Bool as JSON',
    'Grammar of the IAM JSON policy language',
    'allowed',
    { Bool: { 'aws:SecureTransport': false } },
    {
      'aws:SecureTransport': 'false',
    },
  ),
  condition(
    'numbers are not compared as text',
    OPERATORS,
    'allowed',
    { NumericLessThan: { 's3:max-keys': '10' } },
    {
      's3:max-keys': '9',
    },
  ),
  condition(
    'NumericLessThan excludes its number',
    OPERATORS,
    'refused',
    { NumericLessThan: { 's3:max-keys': 10 } },
    {
      's3:max-keys': '10',
    },
  ),
  condition(
    'numbers may have decimals',
    OPERATORS,
    'allowed',
    { NumericGreaterThanEquals: { 's3:max-keys': '9.5' } },
    {
      's3:max-keys': '9.50',
    },
  ),
  condition(
    'DateGreaterThan',
    OPERATORS,
    'allowed',
    { DateGreaterThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } },
    {
      'aws:CurrentTime': '2026-01-01T00:00:01Z',
    },
  ),
  condition(
    'dates are compared as points in time',
    OPERATORS,
    'refused',
    {
      DateGreaterThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' },
    },
    { 'aws:CurrentTime': '2026-01-01T01:30:00+02:00' },
  ),
  condition(
    'dates may be seconds since 1970',
    OPERATORS,
    'allowed',
    { DateLessThan: { 'aws:CurrentTime': '1767225600' } },
    {
      'aws:CurrentTime': '2025-12-31T23:59:59Z',
    },
  ),
  condition(
    'an address of the range',
    OPERATORS,
    'allowed',
    { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
    {
      'aws:SourceIp': '203.0.113.255',
    },
  ),
  condition(
    'an address outside of it',
    OPERATORS,
    'refused',
    { IpAddress: { 'aws:SourceIp': '203.0.113.0/25' } },
    {
      'aws:SourceIp': '203.0.113.128',
    },
  ),
  condition(
    'an address without a range is itself',
    OPERATORS,
    'allowed',
    { IpAddress: { 'aws:SourceIp': '203.0.113.7' } },
    {
      'aws:SourceIp': '203.0.113.7',
    },
  ),
  condition(
    'an IPv6 range',
    OPERATORS,
    'allowed',
    { IpAddress: { 'aws:SourceIp': '2001:DB8:1234:5678::/64' } },
    {
      'aws:SourceIp': '2001:db8:1234:5678:9:0:0:1',
    },
  ),
  condition(
    'an IPv6 address in another spelling',
    OPERATORS,
    'allowed',
    { IpAddress: { 'aws:SourceIp': '2001:db8::1' } },
    {
      'aws:SourceIp': '2001:db8:0:0:0:0:0:1',
    },
  ),
  condition(
    'IPv6 is not in an IPv4 range',
    OPERATORS,
    'allowed',
    { NotIpAddress: { 'aws:SourceIp': '0.0.0.0/0' } },
    {
      'aws:SourceIp': '2001:db8::1',
    },
  ),
];
