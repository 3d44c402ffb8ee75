// What the simulator is known to answer wrongly, or cannot be asked: found by measure.mjs and by reading its answers.
// Each check returns why, or nothing. A check may be broader than the fault: an oracle that is silent costs a case, one
// that is wrong costs a day.

import { conditionFault } from './conditions.mjs';
import { cut, first, list, speaksOf } from './helpers.mjs';
import { textFault, variableFault } from './variables.mjs';

/**
 * Why the answer to `request` would not count; undefined: it counts. `account` owns the resource, `keys` is the whole
 * context.
 */
export function fault(asked, request, who, account, keys) {
  const { identity = [], boundary, session = [], resource, guards = [] } = asked.policies;
  const documents = [...identity, ...list(boundary), ...session, ...list(resource), ...guards];
  return (
    kindFault(asked, request) ??
    organizationFault(asked, who) ??
    callerFault(asked, request, who, who.account === account) ??
    textFault(request, keys) ??
    first(documents, ({ Version, Statement }) =>
      first(relevant(Statement, request), (statement) => statementFault(Version, statement, who, keys)),
    )
  );
}

/** The statements that are about the action. */
function relevant(statements, { action }) {
  return list(statements).filter((statement) => speaksOf(statement, action));
}

/** It takes the service of the action for the kind of the resource. */
function kindFault({ resource_kind: kind = 'bucket', policies }, { action, resource }) {
  const service = action.split(':')[0].toLowerCase();
  const isKey = service === 'kms' && resource.split(':')[5]?.startsWith('key/');
  if ((kind === 'key') !== Boolean(isKey)) return 'a key of KMS, and nothing else, needs a key policy';
  if ((kind === 'role') !== (service === 'sts' && policies.resource !== undefined)) {
    return 'a trust policy counts for sts, and for nothing else';
  }
  return undefined;
}

/** It applies service control policies to whoever calls. */
function organizationFault({ policies }, { kind }) {
  if (policies.guards?.length > 0 && ['service', 'federated', 'anonymous'].includes(kind)) {
    return 'service control policies do not reach callers without an account';
  }
  return undefined;
}

const BUCKET_POLICY = ['s3:getbucketpolicy', 's3:putbucketpolicy', 's3:deletebucketpolicy'];

function callerFault({ policies: { resource, session = [] } }, request, who, within) {
  if (who.kind === 'federated' && !who.name.startsWith('arn:')) return 'a provider without an ARN has no account';
  if (who.kind === 'root' && within && resource && BUCKET_POLICY.includes(request.action.toLowerCase())) {
    return 'the root user may always change the bucket policy';
  }
  // AWS STS API Reference, AssumeRole: "You cannot use AWS account root user credentials".
  if (who.kind === 'root' && request.action.toLowerCase().startsWith('sts:')) return 'the root user assumes no role';
  const statements = relevant(resource?.Statement, request);
  if (who.kind === 'federated' && statements.flatMap(principals).some((name) => name.includes(who.account))) {
    return 'whether the owner of a token is of the account of its provider';
  }
  const { role } = request.principal;
  if (role && statements.flatMap(principals).some((arn) => arn !== role && nameOf(arn) === nameOf(role))) {
    return 'a role on another path counts as the same';
  }
  const granted = statements.filter(({ Effect }) => Effect === 'Allow').flatMap(principals);
  if (session.length > 0 && within && granted.some((arn) => arn === '*' || arn === who.name)) {
    return 'a session policy does not limit what the resource grants to the session itself or to everyone';
  }
  return undefined;
}

/** The AWS principals that a statement names, "*" among them. */
function principals({ Principal, NotPrincipal }) {
  const named = Principal ?? NotPrincipal;
  return typeof named === 'string' ? [named] : list(named?.AWS);
}

/** Account and name of a role's ARN, in the simulator's eyes. */
function nameOf(arn) {
  const [, , service, , account, resource = ''] = arn.split(':');
  return service === 'iam' && resource.startsWith('role/')
    ? `${account} ${resource.split('/').at(-1).toLowerCase()}`
    : undefined;
}

function statementFault(version, statement, who, keys) {
  const text = JSON.stringify(statement);
  if (version !== '2012-10-17' && text.includes('${')) return 'before version 2012-10-17 a policy has no variables';
  const untold = who.untold.find((key) => text.toLowerCase().includes(key));
  if (untold) return `the value of ${untold} is not known`;
  return resourceFault(statement) ?? variableFault(statement, keys) ?? conditionFault(statement.Condition ?? {}, keys);
}

/** AWS's page leaves open what a wildcard before a later colon means; the simulator decides. */
function resourceFault({ Resource, NotResource }) {
  return first([...list(Resource), ...list(NotResource)], (pattern) => {
    if (pattern === '*') return undefined;
    const [head, resource] = cut(pattern);
    if (resource === undefined && !/^[^*?]*:\*$/.test(pattern)) return 'a resource that is not an ARN of six parts';
    if (head.some((part) => part.includes('${'))) return 'a variable before the last part of an ARN';
    if (resource && head[2] !== 's3' && /^[^/:]*[*?][^/:]*[/:]/.test(resource))
      return 'a wildcard in the type of a resource';
    return undefined;
  });
}
