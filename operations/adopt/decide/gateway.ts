/**
 * Concludes the gateways of a release, and how its services are exposed, from live objects. Pure.
 */
import { fullGateway } from "../../../model/release/names";
import type { GatewayManifest } from "../../../model/manifests/gateway";
import type { VirtualServiceManifest } from "../../../model/manifests/virtual-service";
import { compareNames } from "../../../model/order";
import { resolveGateways } from "../../../model/plan/exposure";
import type { ExposeSpec, GatewaySpec } from "../../../model/release/gateway";
import type { Release, ServiceSpec } from "../../../model/release/release";
import type { Live, LiveCluster, Tell } from "./live";
import { same } from "./pod-difference";
import { exposing, pathsIn } from "./exposed-paths";
import { fullHost } from "./hosts";

/** The gateways of a release, in the form for one or for several. */
export type Gateways = Pick<Release, "gateway" | "gateways">;

/**
 * The Gateways that VirtualServices use, as a release declares them; reports where clusters differ.
 * Of several Gateways each one stays its owner's, and the release only names it.
 */
export function gatewaysOf(
  objects: readonly { readonly live: LiveCluster; readonly routes: Live<VirtualServiceManifest> }[],
  tell: Tell,
): Gateways {
  const named = objects.flatMap(({ live, routes }) =>
    gatewayNames(routes).map((name) => ({ live, name })),
  );
  const names = [...new Set(named.map(({ name }) => name))].sort(compareNames);
  const specs = names.map((reference): [string, GatewaySpec] => {
    const found = named.filter(({ name }) => name === reference);
    const each = found.map(({ live }) => specOf(reference, live, tell, names.length > 1));
    const [spec] = each;
    if (each.some((one) => !same(one, spec)))
      tell({
        object: `Gateway ${reference}`,
        why: "it differs between the clusters; a release has the same one in all of them",
      });
    return [reference, spec ?? {}];
  });
  const [[, only] = ["", undefined], ...more] = specs;
  if (!only) return {};
  if (more.length === 0) return { gateway: only };
  const keys = keysOf(names);
  return {
    gateways: Object.fromEntries(specs.map(([name, spec]) => [keys.get(name) ?? name, spec])),
  };
}

/** A name in `gateways` for each Gateway: its own, or with its namespace where two have one name. */
function keysOf(references: readonly string[]): ReadonlyMap<string, string> {
  const bare = references.map((reference) => reference.split("/").at(-1) ?? reference);
  return new Map(
    references.map((reference, i) => {
      const name = bare[i] ?? reference;
      const twice = bare.indexOf(name) !== bare.lastIndexOf(name);
      return [reference, twice ? reference.replace("/", "-") : name];
    }),
  );
}

/**
 * How a service is exposed: at which gateways, under all of their hosts or some of them, by all paths
 * or some of them.
 *
 * @param object the VirtualService that splits its requests; undefined where it has none
 */
export function exposeOf(
  service: string,
  object: VirtualServiceManifest | undefined,
  mesh: readonly LiveCluster[],
  gateways: Gateways,
): NonNullable<ServiceSpec["expose"]> {
  const [first] = mesh;
  if (!first) return false;
  const all = resolveGateways({ ...gateways, namespace: first.namespace.metadata.name });
  const entries = exposing(service, first);
  const holders = entries.length > 0 ? entries : object ? [object] : [];
  const ways = holders.flatMap((holder): (ExposeSpec | true)[] => {
    const named = gatewayNames(holder);
    const led = all.filter(({ name, namespace }) => named.includes(`${namespace}/${name}`));
    if (led.length === 0) return [];
    const hosts = outsideHosts(holder);
    const paths = entries.length > 0 ? (pathsIn(holder, service) ?? []) : [];
    const whole = same([...hosts].sort(), [...new Set(led.flatMap((one) => one.hosts))].sort());
    const keys = led.flatMap(({ key }) => (key === undefined ? [] : [key]));
    const spec: ExposeSpec = {
      ...(led.length < all.length && { gateways: keys }),
      ...(!whole && { hosts }),
      ...(paths.length > 0 && { paths }),
    };
    return [Object.keys(spec).length > 0 ? spec : true];
  });
  const [way, ...others] = ways;
  if (way === undefined) return false;
  if (others.length === 0) return way;
  return ways.map((one) => (one === true ? { paths: [{ prefix: "/" }] } : one));
}

/** The hosts of a VirtualService that are no Services of its namespace. */
function outsideHosts({ spec, metadata }: VirtualServiceManifest): string[] {
  const inside = `.${metadata.namespace ?? ""}.svc.cluster.local`;
  return (spec.hosts ?? []).filter(
    (host) => !fullHost(host, metadata.namespace ?? "").endsWith(inside),
  );
}

/** `<namespace>/<name>` of the Gateways that a VirtualService names. */
export function gatewayNames({ spec, metadata }: VirtualServiceManifest): string[] {
  return (spec.gateways ?? [])
    .filter((name) => name !== "mesh")
    .map((name) => fullGateway(name, metadata.namespace));
}

function specOf(reference: string, live: LiveCluster, tell: Tell, oneOfMany: boolean): GatewaySpec {
  const [namespace = "", name = ""] = reference.split("/");
  const own = namespace === live.namespace.metadata.name;
  const found = live.gateways.find(
    ({ metadata }) => metadata.name === name && metadata.namespace === namespace,
  );
  const named = { name, ...(!own && { namespace }) };
  if (!found) {
    tell({
      cluster: live.cluster.name,
      object: `Gateway ${reference}`,
      why: "it does not exist in this cluster",
    });
    return { ...named, create: false };
  }
  const spec = declared(found);
  const hosts = [
    ...new Set((found.spec.servers ?? []).flatMap((server) => server.hosts ?? []).map(unscoped)),
  ];
  // The release uses any other Gateway without declaring it, and leaves it to its owner.
  if (own && spec && !oneOfMany) return { ...named, ...spec };
  const passes = found.spec.servers?.every(({ tls }) => tls?.mode === "PASSTHROUGH");
  return { ...named, create: false, hosts, ...(passes && { tls: passing }) };
}

/**
 * A Gateway as a release would declare it; undefined where it holds more than a release can say.
 */
function declared({ spec }: GatewayManifest): GatewaySpec | undefined {
  const [server, ...more] = spec.servers ?? [];
  const { number = 0, protocol } = server?.port ?? {};
  const { mode, credentialName, minProtocolVersion, ...others } = server?.tls ?? {};
  const hosts = server?.hosts ?? [];
  if (!server || more.length > 0 || hosts.some((host) => host.includes("/"))) return undefined;
  if (Object.keys(others).length > 0 || Object.keys(server).some((key) => !known.includes(key)))
    return undefined;
  const common = {
    ...(!same(hosts, ["*"]) && { hosts }),
    ...(!same(spec.selector, { istio: "ingressgateway" }) && { selector: spec.selector }),
  };
  if (protocol === "HTTP" && !server.tls)
    return { ...common, ...(number !== 80 && { port: number }) };
  if (protocol === "TLS" && same(server.tls, passing))
    return { ...common, ...(number !== 443 && { port: number }), tls: passing };
  if (protocol !== "HTTPS" || credentialName === undefined) return undefined;
  if (mode !== "SIMPLE" && mode !== "MUTUAL") return undefined;
  // A release's Gateway says a version; what names none is left as it is.
  if (minProtocolVersion !== "TLSV1_2" && minProtocolVersion !== "TLSV1_3") return undefined;
  const minVersion = minProtocolVersion === "TLSV1_3" ? { minVersion: "1.3" as const } : {};
  return {
    ...common,
    ...(number !== 443 && { port: number }),
    tls: { credentialName, ...(mode === "MUTUAL" && { mode }), ...minVersion },
  };
}

const known = ["port", "hosts", "tls"];

/** The TLS of a server that passes it on. */
const passing = { mode: "PASSTHROUGH" } as const;

/** A host without the namespaces whose VirtualServices may take it. */
function unscoped(host: string): string {
  return host.split("/").at(-1) ?? host;
}
