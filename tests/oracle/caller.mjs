// What follows from who calls: the caller's name for the simulator, and the keys that AWS puts into every request, as
// the IAM User Guide lists them under "AWS global condition context keys".

/** The keys that a case does not tell or AWS's page does not describe, by whose they are. */
const UNTOLD = {
  role: ['aws:userid'],
  user: ['aws:userid'],
  service: ['aws:userid', 'aws:principaltype', 'aws:principalaccount'],
  federated: ['aws:userid', 'aws:principaltype', 'aws:principalaccount'],
};

/** Reads the `principal` of a case. */
export function caller(principal) {
  const read = Object.entries(KINDS).find(([kind]) => kind in principal);
  if (!read) throw new Error(`no kind of principal: ${JSON.stringify(principal)}`);
  const [kind, describe] = read;
  return { kind, untold: UNTOLD[kind] ?? [], ...describe(principal) };
}

const KINDS = {
  role(principal) {
    const { partition, account, name } = parts(principal.role);
    return {
      name: `arn:${partition}:sts::${account}:assumed-role/${name}/${principal.session ?? 'session'}`,
      account,
      keys: { ...signed(principal.role, account, 'AssumedRole'), ...tags(principal) },
    };
  },
  user(principal) {
    const { account, name } = parts(principal.user);
    return {
      name: principal.user,
      account,
      keys: { ...signed(principal.user, account, 'User'), 'aws:username': name, ...tags(principal) },
    };
  },
  root(principal) {
    const name = `arn:aws:iam::${principal.root}:root`;
    return {
      name,
      account: principal.root,
      keys: { ...signed(name, principal.root, 'Account'), 'aws:userid': principal.root },
    };
  },
  service(principal) {
    return {
      name: principal.service,
      keys: { 'aws:PrincipalIsAWSService': 'true', 'aws:PrincipalServiceName': principal.service },
    };
  },
  federated(principal) {
    return { name: principal.federated, account: principal.federated.split(':')[4], keys: {} };
  },
  anonymous() {
    return {
      name: { type: 'Anonymous' },
      keys: {
        'aws:PrincipalAccount': 'anonymous',
        'aws:PrincipalType': 'Anonymous',
        'aws:userid': 'anonymous',
      },
    };
  },
};

function parts(arn) {
  const [, partition, , , account, resource] = arn.split(':');
  return { partition, account, name: resource.split('/').at(-1) };
}

function signed(arn, account, type) {
  return {
    'aws:PrincipalArn': arn,
    'aws:PrincipalAccount': account,
    'aws:PrincipalType': type,
    'aws:PrincipalIsAWSService': 'false',
  };
}

function tags(principal) {
  return Object.fromEntries(
    Object.entries(principal.tags ?? {}).map(([name, value]) => [`aws:PrincipalTag/${name}`, value]),
  );
}
