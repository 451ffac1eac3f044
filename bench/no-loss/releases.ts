// Builds the small releases that the no-loss, chaos and abort benchmarks change.
import type { Release, VersionSpec } from "../../model/release/release";
import type { Weights } from "../../model/release/routing";

/** The header by which a request is in a lane. */
export const laneHeader = "x-lane";

/** The header by which a request enters a lane at the gateway. */
export const testerHeader = "x-tester";

/** Versions and the split of their service. */
export interface Split {
  readonly versions: Readonly<Record<string, VersionSpec>>;
  readonly weights: Weights;
}

/** The image of a version, as its tag says. */
export const image = (tag: string): string => `example.com/shop:${tag}`;

/**
 * A release of one service `shop`, in a namespace of the release's name and with a host of its own.
 */
export function shop(name: string, { versions, weights }: Split, rest?: Partial<Release>): Release {
  return {
    name,
    namespace: name,
    gateway: { hosts: [`${name}.example`] },
    services: { shop: { port: 8080, expose: true, versions, weights } },
    ...rest,
  };
}

/**
 * A chain of two services with one lane. The lane's name is the name of its version, too: renaming
 * it lets pods come and others go.
 */
export function chain(name: string, lane: string): Release {
  const service = {
    port: 8080,
    weights: { v1: 100 },
    versions: {
      v1: { image: "example.com/chain:1" },
      [lane]: { image: "example.com/chain:2", clusters: ["east"] },
    },
  };
  const calling = { env: { upstream_url: "http://back:8080/" } };
  const versions = Object.entries(service.versions).map(([version, spec]) => [
    version,
    { ...spec, ...calling },
  ]);
  return {
    name,
    namespace: name,
    gateway: { hosts: [`${name}.example`] },
    services: {
      front: {
        ...service,
        versions: Object.fromEntries(versions) as Record<string, VersionSpec>,
        expose: true,
      },
      back: service,
    },
    lanes: {
      header: laneHeader,
      baseline: "v1",
      lanes: [{ name: lane, match: { headers: { [testerHeader]: { exact: "yes" } } }, weight: 20 }],
    },
  };
}
