import type { GatewaySpec } from "../../model/istio/gateway-spec";
import type { VirtualServiceSpec } from "../../model/istio/virtual-service-spec";
import { delegated } from "./istio-interpreter-delegate";
import {
  bestDomain,
  fullHost,
  hostsFor,
  intersection,
  overlap,
  withoutPort,
} from "./istio-interpreter-hosts";
import { carries, takes, takesTcp } from "./istio-interpreter-match";
import { httpOutcome, tcpOutcome, unsplit } from "./istio-interpreter-outcome";
import { protocolOf, serviceOf } from "./istio-interpreter-target";
import type {
  Call,
  HttpRequest,
  HttpRoute,
  KubernetesObject,
  Outcome,
  TcpConnection,
} from "./istio-interpreter-types";

/*
 * A small interpreter of Istio's routing, written from its reference and, where that is silent, from istiod's source.
 * It knows what a release can need and refuses the rest; it shares nothing with the planner that it judges.
 */

/** A VirtualService with its delegates in place. */
interface Rule {
  readonly name: string;
  readonly namespace: string;
  readonly hosts: readonly string[];
  /** `<namespace>/<name>` of Gateways, and `mesh`. */
  readonly gateways: readonly string[];
  readonly http: readonly HttpRoute[];
  readonly tcp: NonNullable<VirtualServiceSpec["tcp"]>;
}

/**
 * What one primary cluster's objects do with a request.
 *
 * @throws Error where the objects contradict themselves or the outcome would depend on chance, such as the age of objects
 */
export function interpret(objects: readonly KubernetesObject[], call: Call): Outcome {
  const rules = rulesOf(objects);
  if (call.from === "gateway")
    return call.protocol === "http"
      ? httpAtGateway(objects, rules, call)
      : tcpAtGateway(objects, rules, call);
  return inMesh(objects, rules, call);
}

function rulesOf(objects: readonly KubernetesObject[]): Rule[] {
  const all = objects.filter(({ kind }) => kind === "VirtualService");
  return all
    .map(({ metadata: { name, namespace = "" }, spec }) => {
      const { hosts = [], gateways = ["mesh"], http = [], tcp = [] } = spec as VirtualServiceSpec;
      return {
        name,
        namespace,
        hosts: hosts.map((host) => fullHost(host, namespace)),
        gateways: gateways.map((gateway) => gatewayId(gateway, namespace)),
        http: http.flatMap((route) => resolved(route, namespace, all)),
        tcp: tcp.map((route) => ({ ...route, match: withGatewayIds(route.match, namespace) })),
      };
    })
    .filter(({ hosts }) => hosts.length > 0);
}

function resolved(
  route: HttpRoute,
  namespace: string,
  all: readonly KubernetesObject[],
): HttpRoute[] {
  const own = { ...route, match: withGatewayIds(route.match, namespace) };
  if (!route.delegate) return [own];
  const { name, namespace: where = namespace } = route.delegate;
  const found = all.find(
    ({ metadata }) => metadata.name === name && (metadata.namespace ?? "") === where,
  );
  const leaf = found?.spec as VirtualServiceSpec | undefined;
  if (!leaf || leaf.hosts?.length) throw new Error(`no delegate ${where}/${name}`);
  if (leaf.gateways?.length) throw new Error(`the delegate ${where}/${name} names gateways`);
  return delegated(
    own,
    (leaf.http ?? []).map((inner) => {
      if (inner.delegate) throw new Error(`the delegate ${where}/${name} delegates again`);
      return { ...inner, match: withGatewayIds(inner.match, where) };
    }),
  );
}

function gatewayId(name: string, namespace: string): string {
  return name === "mesh" || name.includes("/") ? name : `${namespace}/${name}`;
}

function withGatewayIds<T extends { gateways?: string[] }>(
  matches: readonly T[] | undefined,
  namespace: string,
): T[] {
  return (matches ?? []).map((match) => ({
    ...match,
    ...(match.gateways && { gateways: match.gateways.map((name) => gatewayId(name, namespace)) }),
  }));
}

/** The servers of all Gateways that the deciding pod takes for its own, on the request's port. */
function serversFor(objects: readonly KubernetesObject[], call: Call) {
  return objects
    .filter(({ kind }) => kind === "Gateway")
    .map(({ metadata, spec }) => ({ metadata, ...(spec as GatewaySpec) }))
    .filter(({ selector }) => carries(call.sourceLabels, selector))
    .flatMap(({ metadata: { name, namespace = "" }, servers = [] }) =>
      servers.map((server) => ({ ...server, namespace, gateway: `${namespace}/${name}` })),
    )
    .filter(({ port }) => port.number === call.port);
}

function httpAtGateway(
  objects: readonly KubernetesObject[],
  rules: readonly Rule[],
  request: HttpRequest,
): Outcome {
  const domains = new Map<string, { rule?: Rule; gateway: string; redirect: boolean }>();
  for (const server of serversFor(objects, request)) {
    if (server.port.protocol === "TCP") continue;
    if ((server.port.protocol === "HTTPS") !== (request.tls ?? false)) continue;
    const { gateway } = server;
    const redirect = server.tls?.httpsRedirect ?? false;
    for (const rule of rules.filter(({ gateways }) => gateways.includes(gateway)))
      for (const domain of intersection(
        hostsFor(server.hosts, server.namespace, rule.namespace),
        rule.hosts,
      )) {
        const other = domains.get(domain)?.rule;
        if (other && other !== rule)
          throw new Error(
            `${other.name} and ${rule.name} take ${domain}: the older one would be first`,
          );
        domains.set(domain, { rule, gateway, redirect });
      }
    if (redirect)
      for (const host of hostsFor(server.hosts, server.namespace, server.namespace))
        if (!domains.has(host)) domains.set(host, { gateway, redirect });
  }
  const domain = bestDomain(domains.keys(), withoutPort(request.host));
  const found = domain === undefined ? undefined : domains.get(domain);
  if (!found) return { kind: "none" };
  if (found.redirect) return { kind: "redirect" };
  return found.rule ? byRoutes(objects, found.rule, request, found.gateway) : { kind: "none" };
}

function byRoutes(
  objects: readonly KubernetesObject[],
  rule: Rule,
  request: HttpRequest,
  gateway: string,
): Outcome {
  const route = rule.http.find(({ match }) => takes(match, request, gateway));
  return route ? httpOutcome(objects, rule, route) : { kind: "none" };
}

function tcpAtGateway(
  objects: readonly KubernetesObject[],
  rules: readonly Rule[],
  call: TcpConnection,
): Outcome {
  const servers = serversFor(objects, call).filter(({ port }) => port.protocol === "TCP");
  const takers = servers.flatMap(({ hosts, namespace, gateway }) =>
    rules
      .filter((rule) => rule.gateways.includes(gateway))
      .filter((rule) =>
        hostsFor(hosts, namespace, rule.namespace).some((host) =>
          rule.hosts.some((other) => overlap(host, other)),
        ),
      )
      .flatMap((rule) => {
        const route = rule.tcp.find((one) => takesTcp(one, call, gateway));
        return route ? [{ rule, route }] : [];
      }),
  );
  if (takers.length > 1)
    throw new Error(`${takers.map(({ rule }) => rule.name).join(" and ")} take port ${call.port}`);
  const [taker] = takers;
  return taker ? tcpOutcome(objects, taker.rule, taker.route) : { kind: "none" };
}

/** In the mesh a rule acts on the Service whose name is one of its hosts; a Service without a rule is not split. */
function inMesh(objects: readonly KubernetesObject[], rules: readonly Rule[], call: Call): Outcome {
  const host = withoutPort(call.host);
  const service = serviceOf(objects, host);
  if (!service) throw new Error(`no Service ${host}`);
  if (protocolOf(service, call.port) !== call.protocol)
    throw new Error(`${host}:${call.port} does not speak ${call.protocol}`);
  const bound = rules.filter(
    ({ gateways, hosts }) => gateways.includes("mesh") && hosts.some((one) => overlap(one, host)),
  );
  if (bound.some(({ hosts }) => hosts.includes("*")))
    throw new Error("Istio refuses the host * in the mesh");
  if (bound.length > 1)
    throw new Error(`${bound.map(({ name }) => name).join(" and ")} take ${host} in the mesh`);
  const [rule] = bound;
  if (!rule) return unsplit(objects, host, call.port);
  if (call.protocol === "tcp") {
    const route = rule.tcp.find((one) => takesTcp(one, call, "mesh"));
    return route ? tcpOutcome(objects, rule, route) : unsplit(objects, host, call.port);
  }
  // A sidecar that is left without any route of a rule does not know the rule.
  const any = rule.http.some(({ match }) => reaches(match, call));
  return any ? byRoutes(objects, rule, call, "mesh") : unsplit(objects, host, call.port);
}

/** Whether the sidecar gets the route at all: gateways, labels and port are decided before any request comes. */
function reaches(matches: HttpRoute["match"], call: HttpRequest): boolean {
  const alone = matches?.map(({ gateways, sourceLabels, port }) => ({
    gateways,
    sourceLabels,
    port,
  }));
  return takes(alone, call, "mesh");
}
