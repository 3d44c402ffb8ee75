import {
  BUCKET,
  LOGIC,
  OPERATORS,
  ELEMENTS,
  VARIABLES,
  ingest,
  ana,
  document,
  allow,
  deny,
  trap,
  condition,
} from './common.mjs';

export const logic = [
  trap('nothing allows', LOGIC, 'refused', [document(allow({ Action: 's3:PutObject' }))]),
  trap('a grant allows', LOGIC, 'allowed', [document(allow())]),
  trap('a denial overrides', LOGIC, 'denied', [document(allow(), deny({ Resource: `${BUCKET}/reports/*` }))]),
  trap('names of actions ignore case', ELEMENTS, 'allowed', [document(allow({ Action: 'S3:gETobject' }))]),
  trap('ARNs do not ignore case', ELEMENTS, 'refused', [document(allow({ Resource: `${BUCKET}/Reports/*` }))]),
  trap('a dot of a pattern is a dot', ELEMENTS, 'refused', [document(allow({ Resource: `${BUCKET}/reports/a.c?v` }))], {
    resource: `${BUCKET}/reports/aXcsv`,
  }),
  trap('? is one character, not none', ELEMENTS, 'refused', [
    document(allow({ Resource: `${BUCKET}/reports/a?.csv` })),
  ]),
  trap('* of an object name takes / and :', ELEMENTS, 'allowed', [document(allow({ Resource: `${BUCKET}/*.csv` }))], {
    resource: `${BUCKET}/a/b:c/d.csv`,
  }),
  trap('* of an object name takes line breaks', ELEMENTS, 'allowed', [document(allow({ Resource: `${BUCKET}/*` }))], {
    resource: `${BUCKET}/a\nb.csv`,
  }),
  trap('NotAction and NotResource leave the rest', ELEMENTS, 'allowed', [
    document({ Effect: 'Allow', NotAction: 's3:Delete*', NotResource: `${BUCKET}/secret/*` }),
  ]),
  trap('NotAction leaves out its actions', ELEMENTS, 'refused', [
    document({ Effect: 'Allow', NotAction: ['s3:Delete*', 's3:GetObject'], NotResource: `${BUCKET}/secret/*` }),
  ]),
  trap('NotResource leaves out its resources', ELEMENTS, 'refused', [
    document({ Effect: 'Allow', NotAction: 's3:Delete*', NotResource: [`${BUCKET}/secret/*`, `${BUCKET}/reports/*`] }),
  ]),
  trap('a denial of all but one resource', ELEMENTS, 'denied', [
    document(allow(), { Effect: 'Deny', Action: 's3:*', NotResource: `${BUCKET}/open/*` }),
  ]),
];

const own = (path) => [document(allow({ Resource: `${BUCKET}/${path}` }))];
const at = (path, principal = ingest()) => ({ resource: `${BUCKET}/${path}`, principal });

export const variables = [
  trap(
    'a variable with a value',
    VARIABLES,
    'allowed',
    own('${aws:PrincipalTag/team}/*'),
    at('red/x', ingest({ team: 'red' })),
  ),
  trap('a variable without one', VARIABLES, 'refused', own('${aws:PrincipalTag/team}/*'), at('red/x')),
  trap('nor its own name', VARIABLES, 'refused', own('${aws:PrincipalTag/team}/*'), at('${aws:PrincipalTag/team}/x')),
  trap('a default value', VARIABLES, 'allowed', own("${aws:PrincipalTag/team, 'all'}/*"), at('all/x')),
  trap(
    'a default value that is not needed',
    VARIABLES,
    'refused',
    own("${aws:PrincipalTag/team, 'all'}/*"),
    at('all/x', ingest({ team: 'red' })),
  ),
  trap('${*} is a star', VARIABLES, 'refused', own('${*}.csv'), at('a.csv')),
  trap('and a star of an object name is no pattern', VARIABLES, 'allowed', own('a${*}.csv'), at('a*.csv')),
  trap('${?} is a question mark', VARIABLES, 'allowed', own('a${?}.csv'), at('a?.csv')),
  trap('${$} is a dollar', VARIABLES, 'allowed', own('${$}{aws:username}/*'), at('${aws:username}/x', ana)),
  condition(
    'a variable in a comparison',
    VARIABLES,
    'refused',
    { StringEquals: { 's3:prefix': '${aws:username}/' } },
    {
      's3:prefix': 'Bob/',
    },
    ana,
  ),
  condition('a variable in the account of an ARN', VARIABLES, 'allowed', {
    ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::${aws:PrincipalAccount}:role/*' },
  }),
  trap(
    'a denial of all but an unset variable',
    OPERATORS,
    'denied',
    [
      document(
        allow(),
        deny({
          Condition: { StringNotEquals: { 's3:ExistingObjectTag/team': '${aws:PrincipalTag/team}' } },
        }),
      ),
    ],
    { context: { 's3:ExistingObjectTag/team': 'red' } },
  ),
  condition(
    '${*} in StringLike',
    VARIABLES,
    'refused',
    { StringLike: { 's3:prefix': 'a${*}' } },
    { 's3:prefix': 'abc' },
  ),
  trap(
    'no variables in version 2008',
    VARIABLES,
    'refused',
    [{ Version: '2008-10-17', Statement: [allow({ Resource: `${BUCKET}/\${aws:username}/*` })] }],
    at('Ana/x', ana),
  ),
  trap(
    'nor without a version',
    VARIABLES,
    'allowed',
    [{ Statement: [allow({ Resource: `${BUCKET}/\${aws:username}/*` })] }],
    at('${aws:username}/x', ana),
  ),
];
