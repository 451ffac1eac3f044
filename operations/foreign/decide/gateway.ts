/** Reads Gateways as Istio merges them into the listeners of a proxy. Pure. */
import type { Manifest } from "../../../model/manifests/metadata";
import { keyOf } from "../../../model/live-object";
import { narrower } from "../../../model/plan/exposure";
import type { LiveGateway } from "../live";

/** A server of a Gateway. */
export interface KnownServer {
  readonly port: number;
  readonly bind: string;
  /** What proxies do on the port: `plain` HTTP, `tls`, or `tcp` connections. */
  readonly speaks: "plain" | "tls" | "tcp";
  /** Whether it leaves TLS to the pods behind it. */
  readonly passthrough: boolean;
  /** Whether it answers each request with a redirect to https. */
  readonly redirects: boolean;
  readonly hosts: readonly ServerHost[];
}

/** A host of a server, in lower case. */
export interface ServerHost {
  readonly host: string;
  /** The namespace whose VirtualServices may take it; left out: any. */
  readonly space?: string;
}

/** A Gateway. */
export interface KnownGateway {
  readonly object: Manifest;
  /** `namespace/name`. */
  readonly key: string;
  /**
   * Who has it: the plan; an earlier update of the release, so that it goes with this one; or others.
   */
  readonly by: "planned" | "left" | "foreign";
  /** RFC 3339; left out for one that does not exist yet. */
  readonly created?: string;
  readonly selector: Readonly<Record<string, string>>;
  readonly servers: readonly KnownServer[];
}

/** @param live the Gateway as the cluster has it, if it does */
export function gatewayOf(
  object: LiveGateway | (Manifest & Pick<LiveGateway, "spec">),
  by: KnownGateway["by"],
  live: LiveGateway | undefined = by === "planned" ? undefined : object,
): KnownGateway {
  const { selector = {}, servers = [] } = object.spec ?? {};
  const created = live?.metadata.creationTimestamp;
  return {
    object,
    key: keyOf(object),
    by,
    ...(created !== undefined && { created }),
    selector,
    servers: servers.map((one) => {
      const { number = 0, protocol = "" } = one.port ?? {};
      return {
        port: number,
        bind: one.bind ?? "",
        speaks: speaks(protocol),
        passthrough: /PASSTHROUGH$/.test(one.tls?.mode ?? ""),
        redirects: one.tls?.httpsRedirect ?? false,
        hosts: (one.hosts ?? []).map((host) => serverHost(host, object.metadata.namespace)),
      };
    }),
  };
}

/** The protocols of `IsHTTP` and `IsTLS` in Istio's pkg/config/protocol/instance.go. */
function speaks(protocol: string): KnownServer["speaks"] {
  if (/^(HTTP|HTTP2|GRPC|GRPC-WEB|HTTP_PROXY)$/i.test(protocol)) return "plain";
  return /^(HTTPS|TLS)$/i.test(protocol) ? "tls" : "tcp";
}

function serverHost(given: string, namespace: string | undefined): ServerHost {
  const host = given.toLowerCase();
  const [space = "", name] = host.split("/");
  if (name === undefined) return { host };
  if (space === "*") return { host: name };
  return { host: name, space: space === "." ? (namespace ?? "") : space };
}

/**
 * The hosts that a VirtualService serves at a server: of two hosts that cover each other, the
 * narrower one (`Intersection` in Istio's pkg/config/host/names.go).
 */
export function hostsAt(
  { hosts }: KnownServer,
  wanted: readonly string[],
  namespace: string | undefined,
): string[] {
  const open = hosts.filter(({ space }) => space === undefined || space === namespace);
  const found = open.flatMap(({ host }) =>
    wanted.flatMap((each) => narrower(host, each.toLowerCase())),
  );
  return [...new Set(found)];
}

/**
 * Whether two Gateways can open ports on one pod: the labels of one are among those of the other
 * (`mergeGateways` in Istio's pilot/pkg/model/push_context.go). The pods of Istio's charts have both
 * `istio: <name>` and `app: istio-<name>`, so the two count as one label.
 */
export function onOnePod(
  { selector: one }: Pick<KnownGateway, "selector">,
  { selector: other }: Pick<KnownGateway, "selector">,
): boolean {
  const [a, b] = [plainLabels(one), plainLabels(other)];
  return within(a, b) || within(b, a);
}

function within(some: Readonly<Record<string, string>>, all: Readonly<Record<string, string>>) {
  return Object.entries(some).every(([key, value]) => all[key] === value);
}

function plainLabels(selector: Readonly<Record<string, string>>): Record<string, string> {
  const { app, ...others } = selector;
  const name = app?.startsWith("istio-") ? app.slice("istio-".length) : undefined;
  if (name === undefined || (others.istio ?? name) !== name) return { ...selector };
  return { ...others, istio: name };
}
