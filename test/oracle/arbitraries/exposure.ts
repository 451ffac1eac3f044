// Draws the gateways of a release, and how they expose its services.
import type {
  ExposeSpec,
  GatewayCertificate,
  GatewaySpec,
  GatewayTls,
} from "../../../model/release/gateway";
import type { Protocol } from "../../../model/release/release";
import { gatewaysOf, hostsOf } from "../declaration/entry";
import { present, type Draw } from "./draw";

/** How gateways lead to the services of a release. */
export interface Entry {
  readonly gateway?: GatewaySpec;
  readonly gateways?: Readonly<Record<string, GatewaySpec>>;
  readonly expose: Readonly<Record<string, Exposing>>;
}

export type Exposing = boolean | ExposeSpec | readonly ExposeSpec[];
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
  { pathPrefix: "/shop" },
  { pathPrefix: "/y" },
  { exact: "/" },
];

/** Gateways and what they lead to; or none. */
export function entry(draw: Draw, protocols: Readonly<Record<string, Protocol>>): Entry {
  if (!draw.chance(85)) return { expose: {} };
  const tcp = draw.some(Object.keys(protocols).filter((name) => protocols[name] === "tcp"));
  const http = draw.some(Object.keys(protocols).filter((name) => protocols[name] !== "tcp"));
  if (tcp.length > 0 && draw.chance(25)) return passing(draw, tcp);
  const made = draw.chance(35) ? { gateways: several(draw) } : { gateway: one(draw, "front") };
  const ports = (keys: readonly string[]) =>
    Object.fromEntries(
      tcp.map((name, i) => {
        const gateways = keys.length > 0 ? draw.maybe(40, () => draw.some(keys, 1)) : undefined;
        return [name, present({ gateways, port: 31400 + i })];
      }),
    );
  return {
    ...made,
    expose: {
      ...exposeHttp(draw, http, made),
      ...ports(Object.keys(made.gateways ?? {})),
    },
  };
}

/** A gateway that passes TLS on, to services with hosts of their own; one may have a port. */
function passing(draw: Draw, services: readonly string[]): Entry {
  const redirect = draw.maybe(30, () => true);
  const [first = "", ...others] = services;
  const wide = others.length === 0 && draw.chance(50);
  const own = (name: string) => [draw.chance(50) ? `${name}.example.com` : `*.${name}.example.com`];
  const expose = others.map((name, i): [string, ExposeSpec] => [
    name,
    draw.chance(80) ? { hosts: own(name) } : { port: 31400 + i },
  ]);
  return {
    gateway: present({
      hosts: ["*.example.com"],
      port: draw.maybe(30, () => 8443),
      tls: present({ mode: "PASSTHROUGH" as const, redirect }),
      selector: draw.maybe(50, () => ({ istio: "front" })),
    }),
    expose: { [first]: wide || { hosts: own(first) }, ...Object.fromEntries(expose) },
  };
}

/** Gateways on pods of their own, one or two. */
function several(draw: Draw): Readonly<Record<string, GatewaySpec>> {
  const names = draw.some(["public", "internal"], 1);
  return Object.fromEntries(
    names.map((name): [string, GatewaySpec] => {
      const { create, ...spec } = one(draw, name);
      return [
        name,
        create === false
          ? { ...spec, create, name: `theirs-${name}` }
          : { ...spec, selector: { istio: name } },
      ];
    }),
  );
}

function one(draw: Draw, label: string): GatewaySpec {
  const create = draw.chance(label === "front" ? 80 : 100);
  const own = draw.parts<Required<Omit<GatewaySpec, "tls">> & { tls: GatewayTls }>(50, {
    name: () => label,
    namespace: () => draw.one(["istio-system", "gray-demo"]),
    create: () => true,
    hosts: () => ["*"],
    port: () => draw.one([8080, 80]),
    tls: () => certificate(draw, `${label}-cert`),
    selector: () => ({ istio: "front" }),
    workload: () => ({ namespace: "edge", serviceAccount: draw.one(["front", "a.b"]) }),
    delegate: () => draw.chance(50),
  });
  const { selector, tls, ...named } = own;
  const hosts = draw.one(hostSets);
  const safe = tls && named.port === 80 ? { ...tls, redirect: false } : tls;
  return present({
    ...named,
    hosts,
    ...(create
      ? { selector, tls: safe && certificates(draw, safe, hosts ?? ["*"]) }
      : { name: "theirs", create: false }),
  });
}

function certificate(draw: Draw, credentialName: string): GatewayTls {
  return {
    credentialName,
    ...draw.parts<{ mode: "SIMPLE" | "MUTUAL"; redirect: boolean }>(50, {
      mode: () => draw.one(["SIMPLE", "MUTUAL"]),
      redirect: () => draw.chance(50),
    }),
  };
}

/** One certificate, or one for each host. */
function certificates(
  draw: Draw,
  tls: GatewayTls,
  hosts: readonly string[],
): GatewayTls | readonly GatewayCertificate[] {
  if (!draw.chance(40)) return tls;
  const [first, ...others] = hosts.map((host, i) => ({
    ...tls,
    credentialName: `${tls.credentialName}-${i}`,
    hosts: [host],
    ...(tls.redirect && { redirect: draw.chance(50) }),
  }));
  if (!first) return tls;
  const { hosts: _rest, ...open } = first;
  return draw.chance(50) ? [first, ...others] : [...others, open];
}

/** Services get hosts and paths so that no two have the same at one gateway. */
function exposeHttp(
  draw: Draw,
  services: readonly string[],
  made: Pick<Entry, "gateway" | "gateways">,
): Record<string, Exposing> {
  const all = gatewaysOf(made as Parameters<typeof gatewaysOf>[0]);
  const free = [...paths];
  const whole = new Set<string>();
  const expose = (keys: readonly string[] | undefined): boolean | ExposeSpec => {
    const to = all.filter(({ key }) => !keys || (key !== undefined && keys.includes(key)));
    // Hosts of one gateway: those of another one might lie inside them.
    const own = draw.maybe(40, () => draw.some(hostsOf(draw.one(to).spec), 1));
    const led = to.filter(({ spec }) => !own || own.some((host) => serves(spec, host)));
    const gateways = keys && led.map(({ key = "" }) => key);
    const taken = led.flatMap(({ key, spec }) =>
      (own?.filter((host) => serves(spec, host)) ?? hostsOf(spec)).map((host) => `${key} ${host}`),
    );
    const spec: ExposeSpec = present({ gateways, hosts: own });
    const take = () => {
      if (taken.some((place) => whole.has(place))) return false;
      taken.forEach((place) => whole.add(place));
      return true;
    };
    if ((draw.chance(50) || free.length === 0) && take())
      return Object.keys(spec).length > 0 ? spec : true;
    const count = draw.whole(1, 2);
    const given = Array.from({ length: count }, () =>
      free.splice(draw.whole(0, Math.max(0, free.length - 1)), 1),
    ).flat();
    // The prefix `/` is every path, too.
    if (given.length === 0 || given.some((path) => "prefix" in path && path.prefix === "/"))
      return take() && { ...spec, paths: [{ prefix: "/" }] };
    return { ...spec, paths: given };
  };
  return Object.fromEntries(
    services.map((service): [string, Exposing] => {
      const keys = all.flatMap(({ key }) => (key === undefined ? [] : [key]));
      if (keys.length < 2 || draw.chance(50))
        return [
          service,
          expose(keys.length > 0 ? draw.maybe(50, () => draw.some(keys, 1)) : undefined),
        ];
      const each = keys.map((key) => expose([key])).filter((one) => typeof one === "object");
      // Conditions on paths must lie inside those of every gateway that has some.
      const [first, ...others] = each;
      if (!first) return [service, false];
      return [service, [first, ...others.filter((one) => !first.paths && !one.paths)]];
    }),
  );
}

function serves(spec: GatewaySpec, host: string): boolean {
  return hostsOf(spec).some((wide) =>
    wide.startsWith("*") ? host.replace(/^\*/, "").endsWith(wide.slice(1)) : wide === host,
  );
}
