import type { Branch, BranchShare } from "./branch";
import { subsetName } from "../release/names";

/** How users are kept on the version that answered them first. */
export interface SessionAffinity {
  /** Name of the cookie. */
  readonly cookie: string;
  /** How long a user is kept, in whole seconds from the first answer. */
  readonly maxAge: number;
}

/**
 * A branch that splits its requests, preceded by one for each share that takes the users who have that share's cookie.
 * Istio can't do it with a load balancer's hash, which knows the pods of one subset only.
 */
export function withSessionAffinity(branch: Branch, sticky: SessionAffinity): Branch[] {
  if (branch.shares.length < 2) return [branch];
  const cookie = cookieOf(branch, sticky);
  const keys = branch.shares.map(keyOf);
  const kept = branch.shares.map((share, i): Branch => {
    const { mirror, ...rest } = branch;
    const value = keys[i] as string;
    return {
      ...rest,
      name: `${branch.name}-sticky-${value.replaceAll(".", "-")}`,
      match: { ...branch.match, cookies: { [cookie]: { exact: value } } },
      shares: [{ ...share, weight: 100 }],
      ...(mirror && mirror.version !== share.version && { mirror }),
    };
  });
  const splitting = branch.shares.map((share, i) => ({
    ...share,
    cookie: { name: cookie, value: keys[i] as string, maxAge: sticky.maxAge },
  }));
  return [...kept, { ...branch, shares: splitting }];
}

/** A route has a cookie of its own: its versions need not be among those of the service's weights. */
function cookieOf({ name, origin }: Branch, { cookie }: SessionAffinity): string {
  return origin[2] === "routes" ? `${cookie}-${name}` : cookie;
}

/**
 * What a cookie says: the version, or the lane, so that a user who came into a lane stays in it. It must not depend on
 * the weights: a user would be drawn anew when they move.
 */
function keyOf({ version, lane }: BranchShare): string {
  if (!lane) return subsetName(version);
  return lane.byWeights ? `lane.${lane.name}.${subsetName(version)}` : `lane.${lane.name}`;
}
