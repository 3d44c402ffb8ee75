// Asks @cloud-copilot/iam-simulate one case. What it is known to get wrong, or cannot be asked, is `unsupported`.

import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { caller } from './caller.mjs';
import { fault } from './faults.mjs';

const ANSWERS = { Allowed: 'allowed', ExplicitlyDenied: 'denied', ImplicitlyDenied: 'refused' };
const FULL_ACCESS = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/**
 * Loads the simulator from `folder`/node_modules and returns a function from a case to its answer. With `raw` the
 * answer is given also where it is known to be wrong.
 *
 * The simulator's own entry point drops each context key that AWS does not list for the action, and its unchecked one
 * drops session policies. So the function below both is called: it takes everything as given. It is not exported,
 * hence the path; package-lock.json pins the version that has it.
 */
export async function simulator(folder, { raw = false } = {}) {
  const inside = locate(folder, '@cloud-copilot/iam-simulate');
  const load = (path) => import(pathToFileURL(join(dirname(dirname(inside)), 'esm', path)));
  const policy = await import(pathToFileURL(locate(folder, '@cloud-copilot/iam-policy')));
  const parts = {
    policy: policy.default ?? policy,
    ...(await load('core_engine/CoreSimulatorEngine.js')),
    ...(await load('request/request.js')),
    ...(await load('requestContext.js')),
    ...(await load('context_keys/discoveryContextKeyConstraints.js')),
  };
  const documents = new Documents(parts.policy);
  return (asked) => answer(parts, documents, asked, raw);
}

/** The path of an installed package's entry point, dist/cjs/index.js. */
function locate(folder, name) {
  try {
    return createRequire(join(resolve(folder), 'package.json')).resolve(name);
  } catch {
    throw new Error(`${name} is not installed in ${folder}: make oracle`);
  }
}

function answer(parts, documents, asked, raw) {
  const [request, ...more] = asked.cases;
  if (!request || more.length > 0) throw new Error('not exactly one case');
  const who = caller(request.principal);
  const account = request.resource_account ?? who.account;
  const keys = context(request, who, account);
  const why = raw ? undefined : fault(asked, request, who, account, keys);
  if (why) return { answer: 'unsupported', why };
  try {
    const analysis = parts.authorize({
      ...layers(asked, who, documents),
      request: new parts.AwsRequestImpl(
        who.name,
        { resource: request.resource, accountId: account },
        request.action,
        new parts.RequestContextImpl(keys),
        request.resource === '*',
      ),
      simulationParameters: {
        simulationMode: 'Strict',
        discoveryContextKeyConstraints: new parts.DiscoveryContextKeyConstraints([]),
      },
      serviceSettings: {},
    });
    return { answer: ANSWERS[analysis.result], detail: detail(analysis) };
  } catch (error) {
    return { answer: 'unsupported', why: error.message };
  }
}

function layers({ policies, resource_kind: kind }, who, documents) {
  const { identity = [], boundary, session = [], resource, guards = [] } = policies;
  const load = (...what) => documents.load(...what);
  // AWS gives the root user all of its account, without a policy.
  const own = who.kind === 'root' ? [FULL_ACCESS] : identity;
  return {
    identityPolicies: own.map((document, index) => load('Identity', document, `identity ${index}`)),
    permissionBoundaries: boundary && [load('Identity', boundary, 'boundary')],
    sessionPolicy: session.length > 0 ? load('Session', together(session), 'session') : undefined,
    resourcePolicy: resource && load(kind === 'role' ? 'Trust' : 'Resource', resource, 'resource'),
    serviceControlPolicies: organization(guards, load),
    resourceControlPolicies: [],
    vpcEndpointPolicies: undefined,
  };
}

/**
 * All keys of the request, in lower case. A key with one value is given as text: operators without a set quantifier
 * refuse lists.
 */
function context(request, who, account) {
  const keys = { ...request.context, ...who.keys, 'aws:ResourceAccount': account };
  return Object.fromEntries(
    Object.entries(keys).map(([key, value]) => {
      const single = Array.isArray(value) && value.length === 1;
      return [key.toLowerCase(), single ? value[0] : value];
    }),
  );
}

/** Session policies count as one: what one of them allows, the session may; what one denies, it may not. */
function together(documents) {
  return { Version: '2012-10-17', Statement: documents.flatMap((document) => document.Statement) };
}

function organization(guards, load) {
  if (guards.length === 0) return [];
  const policies = [FULL_ACCESS, ...guards].map((document, index) =>
    load('ServiceControl', document, `guard ${index - 1}`),
  );
  return [{ orgIdentifier: 'organization', policies }];
}

/** What each layer says, and the statements that deny or, where none does, those that allow. */
function detail(analysis) {
  const guards = analysis.scpAnalysis?.ouAnalysis ?? [];
  const layers = {
    identity: analysis.identityAnalysis,
    boundary: analysis.permissionBoundaryAnalysis,
    session: analysis.sessionAnalysis,
    resource: analysis.resourceAnalysis,
    guard: guards[0],
  };
  const present = Object.entries(layers).filter(([, layer]) => layer);
  const named = (list) => present.flatMap(([name, layer]) => layer[list].map((found) => `${name}: ${label(found)}`));
  const denials = named('denyStatements');
  return {
    layers: Object.fromEntries(present.map(([name, layer]) => [name, layer.result])),
    by: denials.length > 0 ? denials : named('allowStatements'),
  };
}

function label({ statement }) {
  return statement.sid() ?? `statement ${statement.index()}`;
}

/** Documents as the simulator reads them. Most requests come with documents that were seen before. */
class Documents {
  #policy;
  #known = new Map();

  constructor(policy) {
    this.#policy = policy;
  }

  load(kind, document, name) {
    const text = `${kind} ${name} ${JSON.stringify(document)}`;
    let known = this.#known.get(text);
    if (!known) {
      const errors = this.#policy[`validate${kind}Policy`](document);
      known =
        errors.length > 0
          ? { error: `${name}: ${errors.map(({ path, message }) => `${path}: ${message}`).join('; ')}` }
          : { loaded: this.#policy.loadPolicy(document, { name }) };
      if (this.#known.size >= 10_000) this.#known.clear();
      this.#known.set(text, known);
    }
    if (known.error) throw new Error(known.error);
    return known.loaded;
  }
}
