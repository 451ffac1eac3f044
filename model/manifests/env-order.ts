// The order of a container's environment: Kubernetes lets a variable refer only to those before it.
import { compareNames } from "../order";

/**
 * The names of variables in an order in which each stands behind those to which its value refers by
 * `$(NAME)`; names without such a need are in the order of {@link compareNames}, and so are those
 * that refer to each other in a circle, which no order can expand
 * (https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/).
 */
export function envOrder(env: Readonly<Record<string, string>>): string[] {
  return referredFirst(Object.keys(env).sort(compareNames), env);
}

/**
 * Names in an order in which each stands behind those to which its value refers; else they stay in
 * their order.
 *
 * @param names each once
 * @param env their values; those from elsewhere, which refer to nothing, as empty texts
 */
export function referredFirst(
  names: readonly string[],
  env: Readonly<Record<string, string>>,
): string[] {
  const needs = new Map(names.map((name) => [name, needed(name, env)]));
  const before = new Map(
    names.map((name) => [
      name,
      // Variables of one circle do not wait for each other.
      [...(needs.get(name) ?? [])].filter((one) => !needs.get(one)?.has(name)),
    ]),
  );
  const placed = new Set<string>();
  while (placed.size < names.length) {
    const next = names.find(
      (name) => !placed.has(name) && before.get(name)?.every((one) => placed.has(one)),
    );
    // Without circles there is always a next one.
    placed.add(next as string);
  }
  return [...placed];
}

/** All other variables that a value needs, also through others. */
function needed(name: string, env: Readonly<Record<string, string>>): Set<string> {
  const found = new Set<string>();
  const open = [name];
  for (let next = open.pop(); next !== undefined; next = open.pop())
    for (const one of references(env[next] ?? ""))
      if (Object.hasOwn(env, one) && !found.has(one)) {
        found.add(one);
        open.push(one);
      }
  found.delete(name);
  return found;
}

/** The names to which a value refers; `$$` stands for a dollar sign, so `$$(NAME)` refers to none. */
function references(value: string): string[] {
  return [...value.matchAll(/\$\$|\$\(([^)]*)\)/g)].flatMap(([, name]) =>
    name === undefined ? [] : [name],
  );
}
