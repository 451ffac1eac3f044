// Changes of Gateways that lose requests, or a whole Gateway, if one update makes them.
import { gatewayKey } from "../kinds";
import { identity, objectName, type LiveObject } from "../live-object";
import { gatewayManifest, type GatewayArgs, type GatewayManifest } from "../manifests/gateway";
import { isOurs } from "../manifests/ownership";
import type { VirtualServiceManifest } from "../manifests/virtual-service";
import { carries, type Labels } from "../release/labels";
import { fullGateway } from "../release/names";
import { narrower, serves } from "./exposure";

/**
 * The changes of Gateways that one update can't make, in words with the fix.
 *
 * @param args the planned Gateways of one cluster
 */
export function movedHosts(args: readonly GatewayArgs[], live: readonly LiveObject[]): string[] {
  const planned = args.map(gatewayManifest);
  return [...otherKeys(args, planned, live), ...hostsThatMove(args, planned, live)];
}

type Live = LiveObject & GatewayManifest;

function liveGateways(live: readonly LiveObject[]): readonly Live[] {
  return live.filter((object) => object.kind === "Gateway" && isOurs(object)) as Live[];
}

type Server = NonNullable<GatewayManifest["spec"]["servers"]>[number];

/**
 * The gateway of a release with `gateways` that takes the place of the one that `gateway` declared
 * before: the one whose Gateway has the name that `gateway` gives by default, else the only one that
 * names its Gateway.
 */
export function heirOfShortForm(args: readonly GatewayArgs[]): GatewayArgs | undefined {
  const named = args.filter(({ key }) => key !== undefined);
  const byDefault = named.find(
    ({ namespace, gateway }) =>
      gateway.name === `${namespace}-gateway` && (gateway.namespace ?? namespace) === namespace,
  );
  if (byDefault) return byDefault;
  const renamed = named.filter(
    ({ key, namespace, gateway }) => gateway.name !== `${namespace}-${key}`,
  );
  return renamed.length === 1 ? renamed[0] : undefined;
}

/**
 * The engine knows a Gateway by its name in `gateways`. Under another name it would make the Gateway
 * anew, and then delete the same object for the old name.
 */
function otherKeys(
  args: readonly GatewayArgs[],
  planned: readonly GatewayManifest[],
  live: readonly LiveObject[],
): string[] {
  const heir = heirOfShortForm(args);
  const all = liveGateways(live);
  return planned.flatMap((gateway, i) => {
    const is = all.find((object) => identity(object) === identity(gateway));
    if (!is) return [];
    const key = args[i]?.key;
    const before = is.metadata.annotations?.[gatewayKey];
    if (before === key || (before === undefined && args[i] === heir)) return [];
    const [was, now] = [declaredBy(before), declaredBy(key)];
    return [
      `${objectName(gateway)} is declared by ${now}, and was by ${was}: the update would delete it for its old name. ` +
        `Keep ${was} for this Gateway${before === undefined ? ", or set `name` of that gateway alone, to the name that the Gateway has" : ""}; ` +
        "for a Gateway beside it, take another `name`",
    ];
  });
}

function declaredBy(key: string | undefined): string {
  return key === undefined ? "`gateway`" : `\`gateways.${key}\``;
}

/**
 * Hosts that one Gateway stops to serve while another one starts to. An update writes Gateways
 * before routes, so for a time neither of the two leads requests for the host to a service; and
 * callers need time to learn the other entrance. Where the other Gateway takes the whole place of
 * the old one on the same pods, without TLS, nothing is lost: istiod puts plain servers of a port
 * together, the routes change from one to the other in one write, and the old one goes last.
 * Of TLS servers istiod drops the whole one of the younger Gateway if both name one host
 * (`CheckDuplicates` in istiod's pilot/pkg/model/gateway.go).
 */
function hostsThatMove(
  args: readonly GatewayArgs[],
  planned: readonly GatewayManifest[],
  live: readonly LiveObject[],
): string[] {
  const before = liveGateways(live);
  const into = args[0]?.namespace ?? "";
  return before.flatMap((old) => {
    const now = planned.find((one) => identity(one) === identity(old));
    const others = planned.filter((one) => one !== now);
    return others.flatMap((to) => {
      const had = before.find((one) => identity(one) === identity(to));
      const moved = serversOf(to).flatMap((server) =>
        serversOf(old).flatMap((from) => {
          if (now === undefined && takesOver(from, old, server, to)) return [];
          return commonHosts(from, server)
            .filter((host) => !servesHost(now, host) && !servesHost(had, host))
            .filter((host) => isRouted(live, old, { host, into }));
        }),
      );
      const hosts = [...new Set(moved)];
      return hosts.length === 0 ? [] : [moveText(hosts, old, to)];
    });
  });
}

function moveText(hosts: readonly string[], old: Live, to: GatewayManifest): string {
  const [names, many] = [hosts.join(", "), hosts.length > 1];
  const what = `${names} would move from ${objectName(old)} to ${objectName(to)} in one update, and between its writes neither of the two answers for ${many ? "them" : "it"}. `;
  return isSame(old.spec.selector, to.spec.selector)
    ? `${what}Both are Gateways of the same pods: keep ${many ? "the hosts" : "the host"} at ${objectName(old)}; to name this Gateway anew in the declaration, set its \`name\` to ${old.metadata.name}`
    : `${what}Serve ${many ? "the hosts" : "the host"} at both first, with \`hosts\` of both and \`expose\` at both; let callers go over to the other entrance, and remove ${many ? "them" : "it"} from ${objectName(old)} with a later update`;
}

function serversOf({ spec }: GatewayManifest): readonly Server[] {
  return spec.servers ?? [];
}

/** Whether a server takes the place of a plain one of a Gateway that goes, on the same pods. */
function takesOver(from: Server, old: GatewayManifest, server: Server, to: GatewayManifest) {
  return (
    isSame(old.spec.selector, to.spec.selector) &&
    from.port.number === server.port.number &&
    [from, server].every(({ port }) => port.protocol === "HTTP")
  );
}

/** The hosts that two servers have in common; the narrower ones of hosts that cover each other. */
function commonHosts(one: Server, other: Server): string[] {
  return one.hosts
    .map(bare)
    .flatMap((host) => other.hosts.map(bare).flatMap((each) => narrower(host, each)));
}

function servesHost(gateway: GatewayManifest | undefined, host: string): boolean {
  return (
    gateway !== undefined &&
    serversOf(gateway).some(({ hosts }) => hosts.some((wide) => serves(bare(wide), host)))
  );
}

/** A host without the namespaces whose VirtualServices may take it. */
function bare(host: string): string {
  return host.split("/").at(-1) ?? host;
}

/**
 * Whether a live VirtualService leads requests for a host from a Gateway into a namespace; Gateways
 * of other releases may stand in the same namespace.
 */
function isRouted(
  live: readonly LiveObject[],
  { metadata }: Live,
  { host, into }: { readonly host: string; readonly into: string },
): boolean {
  return live
    .filter(({ kind }) => kind === "VirtualService")
    .map((object) => object as unknown as VirtualServiceManifest)
    .some(({ metadata: { namespace }, spec: { hosts = [], gateways = [], http = [] } }) => {
      const named = gateways.map((name) => fullGateway(name, namespace));
      if (!named.includes(`${metadata.namespace}/${metadata.name}`)) return false;
      const leads = namespace === into || http.some(({ delegate }) => delegate?.namespace === into);
      return leads && hosts.some((one) => serves(one, host) || serves(host, one));
    });
}

function isSame(one: Labels = {}, other: Labels = {}): boolean {
  return carries(one, other) && carries(other, one);
}
