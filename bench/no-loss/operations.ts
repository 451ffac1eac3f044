// The operations that the no-loss benchmark tries, in tours that end where they began.
import type { Release } from "../../model/release/release";
import { throughGatewayAndMesh, type Flow } from "./flows";
import { chain, image, laneHeader, shop, testerHeader, type Split } from "./releases";

/** A change of a release by one update. */
export interface Operation {
  readonly name: string;
  /** The release after it. */
  readonly to: Release;
}

/** Operations in a row, the last of which leads back to the start, and the load meanwhile. */
export interface Tour {
  readonly start: Release;
  readonly operations: readonly Operation[];
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

/** Name of the release that the operations change between no sidecars and mutual TLS. */
export const plainRelease = (prefix: string): string => `${prefix}-plain`;

/** Name of the release whose versions the operations change. */
export const shopRelease = (prefix: string): string => `${prefix}-shop`;

/** The release whose versions the operations change, in one of its states. */
export function shopIn(prefix: string, state: State): Release {
  return shop(shopRelease(prefix), states[state]);
}

/** The release whose namespace is plain or demands mutual TLS. */
function plainOrStrict(prefix: string, strict: boolean): Release {
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
 * @param prefix of the releases' names, so that releases of two deployers can exist side by side
 */
export function tours(prefix: string): Tour[] {
  const start = (state: State) => {
    const release = shopIn(prefix, state);
    return { start: release, flows: throughGatewayAndMesh(release) };
  };
  const to = (name: string, state: State) => ({ name, to: shopIn(prefix, state) });
  const [gray, canary] = [laneNamed(prefix, "gray"), laneNamed(prefix, "canary")];
  const [plain, strict] = [plainOrStrict(prefix, false), plainOrStrict(prefix, true)];
  return [
    {
      ...start("stable"),
      operations: [
        to("add", "gray"),
        to("abort", "aborted"),
        to("shift", "half"),
        to("remove", "stable"),
      ],
    },
    {
      ...start("stable"),
      operations: [to("promote", "promoted"), to("promote", "stable")],
    },
    {
      ...start("gray"),
      operations: [to("replace images", "replaced"), to("replace images", "gray")],
    },
    {
      ...start("gray"),
      operations: [to("move to another cluster", "moved"), to("move to another cluster", "gray")],
    },
    {
      start: gray,
      flows: laneFlows(gray),
      operations: [
        { name: "rename a lane", to: canary },
        { name: "rename a lane", to: gray },
      ],
    },
    {
      start: plain,
      flows: throughGatewayAndMesh(plain),
      operations: [
        { name: "mutual TLS from plain to STRICT", to: strict },
        { name: "mutual TLS from STRICT to plain", to: plain },
      ],
    },
  ];
}
