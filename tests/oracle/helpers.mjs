/** The result of `check` on the first item for which it has one. */
export function first(items, check) {
  for (const item of items) {
    const found = check(item);
    if (found) return found;
  }
  return undefined;
}

/** An element of a policy that may be one item, a list or absent. */
export function list(element) {
  return element === undefined ? [] : [element].flat();
}

/** The first five parts of an ARN and the rest, if there is one. */
export function cut(arn) {
  const parts = arn.split(':');
  return [parts.slice(0, 5), parts.length > 5 ? parts.slice(5).join(':') : undefined];
}

/** Whether a statement is about the action: if not, nothing else in it counts. */
export function speaksOf({ Action, NotAction }, action) {
  const named = list(Action ?? NotAction).some((pattern) => fits(pattern, action));
  return Action === undefined ? !named : named;
}

function fits(pattern, action) {
  const source = pattern
    .replace(/[^A-Za-z0-9*?]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'i').test(action);
}
