import type { Release } from "../../model/release";
import { throughGatewayAndMesh, type Flow } from "./flows";
import { chain, image, laneHeader, shop, testerHeader, type Split } from "./releases";

/** A change of a release and its reverse, each by one update, and the load under which they are made. */
export interface Operation {
  /** What leads from `before` to `after`. */
  readonly name: string;
  /** What leads back. */
  readonly reverse: string;
  readonly before: Release;
  readonly after: Release;
  readonly flows: readonly Flow[];
}

const v1 = { image: image("1") };
const v2 = { image: image("2"), clusters: ["east"] };

/** States between which the operations on versions lead. */
export const states = {
  stable: { versions: { v1 }, weights: { v1: 100 } },
  gray: { versions: { v1, v2 }, weights: { v1: 80, v2: 20 } },
  half: { versions: { v1, v2 }, weights: { v1: 50, v2: 50 } },
  aborted: { versions: { v1, v2 }, weights: { v1: 100 } },
  promoted: { versions: { v2 }, weights: { v2: 100 } },
  replaced: {
    versions: { v1: { image: image("1.1") }, v2: { ...v2, image: image("2.1") } },
    weights: { v1: 80, v2: 20 },
  },
  moved: { versions: { v1, v2: { ...v2, clusters: ["west"] } }, weights: { v1: 80, v2: 20 } },
} satisfies Record<string, Split>;

type State = keyof typeof states;

/** Name of the release that is operated upon without sidecars and with them. */
export const plainRelease = (prefix: string): string => `${prefix}-plain`;

/** Name of the release on whose versions is operated. */
export const shopRelease = (prefix: string): string => `${prefix}-shop`;

/** The release on whose versions is operated, in one of its states. */
export function shopIn(prefix: string, state: State): Release {
  return shop(shopRelease(prefix), states[state]);
}

/** The release whose namespace is plain or demands mutual TLS. */
export function plainOrStrict(prefix: string, strict: boolean): Release {
  const sidecars = strict ? ({ mtls: "STRICT" } as const) : ({ injection: "disabled" } as const);
  return shop(plainRelease(prefix), states.gray, sidecars);
}

/** The release with a lane. */
export function laneNamed(prefix: string, lane: string): Release {
  return chain(`${prefix}-lanes`, lane);
}

/** By the header of either name, by a match, and by weight. */
export function laneFlows(release: Release): Flow[] {
  const host = release.gateway?.hosts?.[0] ?? "";
  return [
    { name: "old lane", host, headers: { [laneHeader]: "gray" } },
    { name: "new lane", host, headers: { [laneHeader]: "canary" } },
    { name: "match", host, headers: { [testerHeader]: "yes" } },
    { name: "weight", host },
  ];
}

/**
 * All operations.
 *
 * @param prefix of the releases' names, so that releases of two deployers stand side by side
 */
export function operations(prefix: string): Operation[] {
  const versions = (name: string, reverse: string, before: State, after: State): Operation => {
    const release = shopIn(prefix, before);
    const flows = throughGatewayAndMesh(release);
    return { name, reverse, before: release, after: shopIn(prefix, after), flows };
  };
  const gray = laneNamed(prefix, "gray");
  const plain = plainOrStrict(prefix, false);
  return [
    versions("add", "remove", "stable", "gray"),
    versions("shift", "shift back", "gray", "half"),
    versions("abort", "resume", "half", "aborted"),
    versions("promote", "bring the old one back", "half", "promoted"),
    versions("replace images", "replace them again", "gray", "replaced"),
    versions("move to the other cluster", "move back", "gray", "moved"),
    {
      name: "rename a lane",
      reverse: "rename it back",
      before: gray,
      after: laneNamed(prefix, "canary"),
      flows: laneFlows(gray),
    },
    {
      name: "mutual TLS to STRICT",
      reverse: "back to plain",
      before: plain,
      after: plainOrStrict(prefix, true),
      flows: throughGatewayAndMesh(plain),
    },
  ];
}
