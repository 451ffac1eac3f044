// Adds branches that keep users on their version by a cookie; branches.ts calls it.
import type { Branch, BranchShare } from "./branch";
import { subsetName } from "../release/names";

/** The cookie that keeps users on the version that answered first. */
export interface SessionAffinity {
  /** Name of the cookie. */
  readonly cookie: string;
  /**
   * How long a user stays, in whole seconds from the first answer.
   * @default until the browser closes
   */
  readonly maxAge?: number;
}

/**
 * A branch that splits its requests, with one branch before it for each share. That branch takes
 * the users who have the cookie of the share. A load balancer's hash in Istio can't do this,
 * because it knows only the pods of one subset.
 */
export function withSessionAffinity(branch: Branch, sticky: SessionAffinity): Branch[] {
  if (branch.shares.length < 2) return [branch];
  const { maxAge } = sticky;
  const cookie = cookieOf(branch, sticky);
  const keys = branch.shares.map(keyOf);
  const kept = branch.shares.map((share, i): Branch => {
    const { mirror, ...rest } = branch;
    const value = keys[i] as string;
    return {
      ...rest,
      name: `${branch.name}-sticky-${value.replaceAll(".", "-")}`,
      match: (branch.match ?? [{}]).map((match) => ({
        ...match,
        cookies: { [cookie]: { exact: value } },
      })),
      shares: [{ ...share, weight: 100 }],
      ...(mirror && mirror.version !== share.version && { mirror }),
    };
  });
  const splitting = branch.shares.map((share, i) => ({
    ...share,
    cookie: { name: cookie, value: keys[i] as string, ...(maxAge !== undefined && { maxAge }) },
  }));
  return [...kept, { ...branch, shares: splitting }];
}

/**
 * The name of the cookie. A declared route has a cookie of its own, because its versions may differ
 * from those of the service's weights.
 */
function cookieOf({ name, origin }: Branch, { cookie }: SessionAffinity): string {
  return origin[2] === "routes" ? `${cookie}-${name}` : cookie;
}

/**
 * The value of the cookie: the version, or the lane, so that a user who entered a lane stays in it.
 * It must not depend on the weights: else a change of weights would assign users to versions anew.
 */
function keyOf({ version, lane }: BranchShare): string {
  if (!lane) return subsetName(version);
  return lane.byWeights ? `lane.${lane.name}.${subsetName(version)}` : `lane.${lane.name}`;
}
