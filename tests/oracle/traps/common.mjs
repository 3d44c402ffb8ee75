// Requests on whose answer evaluators go wrong, with the answer that AWS's documentation gives and the page that says
// so: a page of the IAM User Guide, where no other is named. The answer is allowed, denied (by a statement) or refused
// (nothing allows it). Each trap is one object of the form that oracle.mjs reads.

export const ACCOUNT = '111122223333';
export const PARTNER = '444455556666';
export const BUCKET = 'arn:aws:s3:::amzn-s3-demo-bucket';
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/data/ingest`;
export const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/ingest/nightly`;
export const USER = `arn:aws:iam::${ACCOUNT}:user/Ana`;
export const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
export const KEY = `arn:aws:kms:eu-central-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

export const LOGIC = 'Policy evaluation logic';
export const OPERATORS = 'Condition operators';
export const SETS = 'Multivalued context keys';
export const MANY = 'Conditions with multiple context keys or values';
export const ELEMENTS = 'IAM JSON policy element reference';
export const VARIABLES = 'Variables and tags';
export const BOUNDARY = 'Permissions boundaries for IAM entities';
export const SESSIONS = 'Policies and permissions: session policies';
export const PRINCIPAL = 'AWS JSON policy elements: Principal';

export const ingest = (tags = {}) => ({ role: ROLE, session: 'nightly', tags });
export const ana = { user: USER };
export const document = (...statements) => ({ Version: '2012-10-17', Statement: statements });
export const allow = (rest = {}) => ({ Effect: 'Allow', Action: 's3:*', Resource: '*', ...rest });
export const deny = (rest = {}) => ({ Effect: 'Deny', Action: 's3:*', Resource: '*', ...rest });
export const to = (...arns) => ({ Principal: { AWS: arns } });

/** One trap. `policies` are those of the caller, unless they are named by layer. */
export function trap(name, source, answer, policies, request = {}, kind = 'bucket') {
  const layers = Array.isArray(policies) ? { identity: policies } : policies;
  const asked = { principal: ingest(), action: 's3:GetObject', resource: `${BUCKET}/reports/a.csv`, ...request };
  return { about: name, source, policies: layers, resource_kind: kind, cases: [{ ...asked, expect: answer }] };
}

/** A grant under a condition: does it hold in this context? */
export function condition(name, source, answer, test, context = {}, principal = ingest()) {
  return trap(name, source, answer, [document(allow({ Condition: test }))], { context, principal });
}
