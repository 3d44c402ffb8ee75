import {
  ACCOUNT,
  PARTNER,
  BUCKET,
  ROLE,
  SESSION,
  USER,
  ROOT,
  KEY,
  LOGIC,
  BOUNDARY,
  SESSIONS,
  PRINCIPAL,
  ingest,
  ana,
  document,
  allow,
  deny,
  to,
  trap,
} from './common.mjs';

const READ = { Action: 's3:GetObject', Resource: `${BUCKET}/*` };
const foreign = { resource_account: PARTNER };
const kms = { action: 'kms:Decrypt', resource: KEY };
const decrypt = document(allow({ Action: 'kms:*' }));

export const layers = [
  trap('a boundary limits', BOUNDARY, 'refused', {
    identity: [document(allow())],
    boundary: document(allow({ Action: 's3:Put*' })),
  }),
  trap('a boundary does not grant', BOUNDARY, 'refused', { boundary: document(allow()) }),
  trap('a denial of the boundary', BOUNDARY, 'denied', {
    identity: [document(allow())],
    boundary: document(allow(), deny(READ)),
  }),
  trap('a boundary limits what a bucket grants a role', BOUNDARY, 'refused', {
    boundary: document(allow({ Action: 's3:Put*' })),
    resource: document(allow({ ...READ, ...to(ROLE) })),
  }),
  trap('but not what it grants a session', BOUNDARY, 'allowed', {
    boundary: document(allow({ Action: 's3:Put*' })),
    resource: document(allow({ ...READ, ...to(SESSION) })),
  }),
  trap(
    'nor a user',
    BOUNDARY,
    'allowed',
    {
      boundary: document(allow({ Action: 's3:Put*' })),
      resource: document(allow({ ...READ, ...to(USER) })),
    },
    { principal: ana },
  ),
  trap('a session policy limits', SESSIONS, 'refused', {
    identity: [document(allow())],
    session: [document(allow({ Action: 's3:Put*' }))],
  }),
  trap('a session policy does not grant', SESSIONS, 'refused', { session: [document(allow())] }),
  trap('a session policy limits what a bucket grants a role', SESSIONS, 'refused', {
    session: [document(allow({ Action: 's3:Put*' }))],
    resource: document(allow({ ...READ, ...to(ROLE) })),
  }),
  trap('but not what it grants the session', SESSIONS, 'allowed', {
    session: [document(allow({ Action: 's3:Put*' }))],
    resource: document(allow({ ...READ, ...to(SESSION) })),
  }),
  trap('within an account the bucket suffices', LOGIC, 'allowed', {
    resource: document(allow({ ...READ, ...to(ROLE) })),
  }),
  trap('but not if it grants to the account', PRINCIPAL, 'refused', {
    resource: document(allow({ ...READ, ...to(ROOT) })),
  }),
  trap(
    'across accounts the bucket does not suffice',
    LOGIC,
    'refused',
    { resource: document(allow({ ...READ, ...to(ROLE) })) },
    foreign,
  ),
  trap('nor does the identity', LOGIC, 'refused', { identity: [document(allow())] }, foreign),
  trap(
    'both do',
    LOGIC,
    'allowed',
    { identity: [document(allow())], resource: document(allow({ ...READ, ...to(ROOT) })) },
    foreign,
  ),
  trap('a guard denies', LOGIC, 'denied', { identity: [document(allow())], guards: [document(deny(READ))] }),
  trap('a guard that does not match', LOGIC, 'allowed', {
    identity: [document(allow())],
    guards: [document(deny({ Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/data/*' } } }))],
  }),
  trap('a denial by NotPrincipal spares whom it names', 'AWS JSON policy elements: NotPrincipal', 'allowed', {
    identity: [document(allow())],
    resource: document({ ...READ, Effect: 'Deny', NotPrincipal: { AWS: [ROOT, ROLE, SESSION] } }),
  }),
  trap('and nobody else', 'AWS JSON policy elements: NotPrincipal', 'denied', {
    identity: [document(allow())],
    resource: document({ ...READ, Effect: 'Deny', NotPrincipal: { AWS: `arn:aws:iam::${PARTNER}:root` } }),
  }),
  trap('a role of the same name on another path', PRINCIPAL, 'refused', {
    resource: document(allow({ ...READ, ...to(`arn:aws:iam::${ACCOUNT}:role/ingest`) })),
  }),
  trap(
    'everyone, unsigned',
    PRINCIPAL,
    'allowed',
    { resource: document(allow({ ...READ, Principal: '*' })) },
    {
      principal: { anonymous: true },
      resource_account: ACCOUNT,
    },
  ),
  trap(
    'a service',
    PRINCIPAL,
    'allowed',
    {
      resource: document(allow({ ...READ, Principal: { Service: 'logging.s3.amazonaws.com' } })),
    },
    { principal: { service: 'logging.s3.amazonaws.com' }, resource_account: ACCOUNT },
  ),
  trap(
    'the root user needs no policy',
    LOGIC,
    'allowed',
    { resource: document(allow({ ...READ, ...to(ROLE) })) },
    {
      principal: { root: ACCOUNT },
    },
  ),
  trap(
    'nor can its bucket policy lock it out',
    'Amazon S3 API Reference, PutBucketPolicy',
    'allowed',
    {
      resource: document(deny({ Principal: '*' })),
    },
    { principal: { root: ACCOUNT }, action: 's3:PutBucketPolicy', resource: BUCKET },
  ),
  trap(
    'a key does not trust its account',
    'AWS KMS Developer Guide, Key policies',
    'refused',
    {
      identity: [decrypt],
      resource: document(allow({ Action: 'kms:*', ...to(`arn:aws:iam::${ACCOUNT}:role/admin`) })),
    },
    kms,
    'key',
  ),
  trap(
    'unless its policy delegates',
    'AWS KMS Developer Guide, Key policies',
    'allowed',
    {
      identity: [decrypt],
      resource: document(allow({ Action: 'kms:*', ...to(ROOT) })),
    },
    kms,
    'key',
  ),
  trap(
    'to delegate is not to grant',
    'AWS KMS Developer Guide, Key policies',
    'refused',
    {
      resource: document(allow({ Action: 'kms:*', ...to(ROOT) })),
    },
    kms,
    'key',
  ),
  trap(
    'a key grants a role',
    'AWS KMS Developer Guide, Key policies',
    'allowed',
    {
      resource: document(allow({ Action: 'kms:Decrypt', ...to(ROLE) })),
    },
    kms,
    'key',
  ),
  trap(
    'a role does not trust its account',
    'Update a role trust policy',
    'refused',
    {
      identity: [document(allow({ Action: 'sts:*' }))],
      resource: document({ Effect: 'Allow', Action: 'sts:AssumeRole', ...to(USER) }),
    },
    { action: 'sts:AssumeRole', resource: `arn:aws:iam::${ACCOUNT}:role/publisher` },
    'role',
  ),
  trap(
    'a trusted role needs no other grant',
    'Update a role trust policy',
    'allowed',
    {
      resource: document({ Effect: 'Allow', Action: 'sts:AssumeRole', ...to(ROLE) }),
    },
    { action: 'sts:AssumeRole', resource: `arn:aws:iam::${ACCOUNT}:role/publisher` },
    'role',
  ),
];
