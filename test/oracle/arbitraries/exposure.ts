// Draws a gateway, and how it exposes the services of a release.
import type { ExposeSpec, GatewaySpec, Protocol } from "../../../model/release/release";
import { present, type Draw } from "./draw";

/** How the gateway leads to the services of a release. */
export interface Entry {
  readonly gateway?: GatewaySpec;
  readonly expose: Readonly<Record<string, boolean | ExposeSpec>>;
}

type Path = NonNullable<ExposeSpec["paths"]>[number];

/** No host lies inside another one: istiod refuses both in one VirtualService. */
const hostSets = [
  undefined,
  ["shop.example.com"],
  ["a.example.com", "b.example.com"],
  ["*.example.com"],
  ["*.example.com", "shop.example.org"],
] as const;

/** Paths of which no two are alike; some lie inside others. */
const paths: readonly Path[] = [
  { prefix: "/shop" },
  { prefix: "/" },
  { prefix: "/shop/cart" },
  { exact: "/shop/exact" },
  { prefix: "/x" },
  { exact: "/" },
];

/** A gateway and what it leads to; or none. */
export function entry(draw: Draw, protocols: Readonly<Record<string, Protocol>>): Entry {
  if (!draw.chance(85)) return { expose: {} };
  const tcp = draw.some(Object.keys(protocols).filter((name) => protocols[name] === "tcp"));
  const http = draw.some(Object.keys(protocols).filter((name) => protocols[name] !== "tcp"));
  const create = draw.chance(80);
  const own = draw.parts<Required<GatewaySpec>>(50, {
    name: () => "front",
    namespace: () => draw.one(["istio-system", "gray-demo"]),
    create: () => true,
    hosts: () => ["*"],
    port: () => draw.one([8080, 80]),
    tls: () => ({
      credentialName: "front-cert",
      ...draw.parts<{ mode: "SIMPLE" | "MUTUAL"; redirect: boolean }>(50, {
        mode: () => draw.one(["SIMPLE", "MUTUAL"]),
        redirect: () => draw.chance(50),
      }),
    }),
    selector: () => ({ istio: "front" }),
    delegate: () => draw.chance(50),
  });
  const { selector, tls, ...named } = own;
  const hosts = draw.one(hostSets);
  const gateway: GatewaySpec = present({
    ...named,
    hosts,
    ...(create
      ? {
          selector,
          tls: tls && named.port === 80 ? { ...tls, redirect: false } : tls,
        }
      : { name: "theirs", create: false }),
  });
  return {
    gateway,
    expose: {
      ...exposeHttp(draw, http, hosts ?? ["*"]),
      ...Object.fromEntries(tcp.map((name, i) => [name, { port: 31400 + i }])),
    },
  };
}

/** Services get hosts and paths so that no two have the same. */
function exposeHttp(
  draw: Draw,
  services: readonly string[],
  hosts: readonly string[],
): Record<string, boolean | ExposeSpec> {
  const free = [...paths];
  const whole = new Set<string>();
  return Object.fromEntries(
    services.map((service): [string, boolean | ExposeSpec] => {
      const own = draw.maybe(40, () => draw.some(hosts, 1));
      const taken = own ?? hosts;
      const all = !taken.some((host) => whole.has(host)) && draw.chance(50);
      if (all || free.length === 0) {
        taken.forEach((host) => whole.add(host));
        return [service, own ? { hosts: own } : true];
      }
      const count = draw.whole(1, 2);
      const given = Array.from({ length: count }, () =>
        free.splice(draw.whole(0, Math.max(0, free.length - 1)), 1),
      ).flat();
      // The prefix `/` is every path, too.
      if (given.some((path) => "prefix" in path && path.prefix === "/")) {
        if (taken.some((host) => whole.has(host))) return [service, false];
        taken.forEach((host) => whole.add(host));
        return [service, { ...(own && { hosts: own }), paths: [{ prefix: "/" }] }];
      }
      return [service, { ...(own && { hosts: own }), paths: given }];
    }),
  );
}
