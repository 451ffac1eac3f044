// The requests that the load consists of: through the gateways, and from inside the mesh.
import type { Release } from "../../model/release/release";

/** Requests of one kind, sent to the gateways of all clusters. */
export interface Flow {
  /** What it is called in reports. */
  readonly name: string;
  /** The virtual host. */
  readonly host: string;
  /** Headers beside `host`. @default none */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Host under which a service of {@link callers} is reached, by the release that it calls. */
const callerHost = (release: string) => `${release}.callers.example`;

/**
 * A release that no operation touches: for each of the given ones a service, in both clusters, that
 * calls it from inside the mesh with each request that it gets. Its sidecars are callers in the
 * mesh under the same load as the gateways.
 *
 * @param releases those that are called; the service that they expose is named `shop` and listens
 * on 8080
 */
export function callers(name: string, releases: readonly string[]): Release {
  const services = releases.map((called) => [
    called,
    {
      port: 8080,
      expose: { hosts: [callerHost(called)] },
      versions: {
        v1: {
          image: "example.com/caller:1",
          env: { upstream_url: `http://shop.${called}:8080/` },
        },
      },
      weights: { v1: 100 },
    },
  ]);
  return {
    name,
    namespace: name,
    gateway: { hosts: releases.map(callerHost) },
    services: Object.fromEntries(services) as Release["services"],
  };
}

/** Straight through the gateways, and through a caller inside the mesh. */
export function throughGatewayAndMesh(release: Release): Flow[] {
  const host = release.gateway?.hosts?.[0] ?? "";
  return [
    { name: "gateway", host },
    { name: "mesh", host: callerHost(release.name) },
  ];
}
