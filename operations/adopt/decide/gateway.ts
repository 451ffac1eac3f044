/**
 * Concludes the gateway of a release, and how its services are exposed, from live objects. Pure.
 */
import { objectName } from "../../../model/live-object";
import type { GatewayManifest } from "../../../model/manifests/gateway";
import type { VirtualServiceManifest } from "../../../model/manifests/virtual-service";
import type { ExposeSpec, GatewaySpec } from "../../../model/release/release";
import type { Live, LiveCluster, Tell } from "./live";
import { same } from "./pod-difference";
import { exposing, pathsIn } from "./exposed-paths";
import { fullHost } from "./hosts";

/**
 * The Gateway that VirtualServices use, as a release declares it; reports where clusters differ.
 */
export function gatewayOf(
  objects: readonly { readonly live: LiveCluster; readonly routes: Live<VirtualServiceManifest> }[],
  tell: Tell,
): GatewaySpec | undefined {
  const named = objects.flatMap(({ live, routes }) =>
    gatewayNames(routes).map((name) => ({ live, routes, name })),
  );
  const [first] = named;
  if (!first) return undefined;
  for (const { live, routes, name } of named)
    if (name !== first.name)
      tell({
        cluster: live.cluster.name,
        object: objectName(routes),
        field: "spec.gateways",
        why: `the namespace has the Gateway ${name} beside ${first.name}; a release has one`,
      });
  const specs = named.map(({ live, name }) => specOf(name, live, tell));
  const [spec] = specs;
  if (specs.some((one) => !same(one, spec)))
    tell({
      object: `Gateway ${first.name}`,
      why: "it differs between the clusters; a release has the same one in all of them",
    });
  return spec;
}

/**
 * How a service is exposed: under all hosts of the Gateway or some of them, by all paths or some of
 * them.
 *
 * @param object the VirtualService that splits its requests; undefined where it has none
 */
export function exposeOf(
  service: string,
  object: VirtualServiceManifest | undefined,
  mesh: readonly LiveCluster[],
  gateway: GatewaySpec | undefined,
  tell: Tell,
): boolean | ExposeSpec {
  if (!gateway) return false;
  const [first] = mesh;
  const [entry, ...others] = first ? exposing(service, first) : [];
  for (const other of others)
    tell({
      cluster: first?.cluster.name,
      object: objectName(other),
      why: `it leads from the gateway to ${service} beside VirtualService ${entry?.metadata.name ?? ""}; a release has one way`,
    });
  const holder = entry ?? object;
  if (!holder || !(holder.spec.gateways ?? []).some((name) => name !== "mesh")) return false;
  const hosts = outsideHosts(holder);
  const paths = entry ? (pathsIn(entry, service) ?? []) : [];
  const all = same([...hosts].sort(), [...(gateway.hosts ?? ["*"])].sort());
  if (all && paths.length === 0) return true;
  return { ...(!all && { hosts }), ...(paths.length > 0 && { paths }) };
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
    .map((name) => (name.includes("/") ? name : `${metadata.namespace}/${name}`));
}

function specOf(reference: string, live: LiveCluster, tell: Tell): GatewaySpec {
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
  return own && spec ? { ...named, ...spec } : { ...named, create: false, hosts };
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

/** A host without the namespaces whose VirtualServices may take it. */
function unscoped(host: string): string {
  return host.split("/").at(-1) ?? host;
}
