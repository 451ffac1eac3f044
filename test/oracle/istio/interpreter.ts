// A small interpreter of Istio's routing, written from Istio's reference and istiod's source. It
// refuses what no release needs, and it shares nothing with the planner that it judges.
import type { GatewaySpec } from "../../../model/istio/gateway-spec";
import { bestDomain, hostsFor, intersection, overlap, withoutPort, withoutScope } from "./hosts";
import { carries, catchesAll, reaches, takes, takesTcp } from "./match";
import { httpOutcome, tcpOutcome, unsplit } from "./outcome";
import { rulesOf, type Rule } from "./rules";
import { protocolOf, serviceOf } from "./target";
import type { Call, HttpRequest, KubernetesObject, Outcome, TcpConnection } from "./types";

/**
 * What one primary cluster's objects do with a request.
 *
 * @throws Error where the objects contradict themselves or the outcome would depend on chance, such
 * as the age of objects
 */
export function interpret(objects: readonly KubernetesObject[], call: Call): Outcome {
  const rules = rulesOf(objects);
  if (call.from === "gateway")
    return call.protocol === "http"
      ? httpAtGateway(objects, rules, call)
      : tcpAtGateway(objects, rules, call);
  return inMesh(objects, rules, call);
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

/** What a host leads to. */
interface Domain {
  readonly rules: readonly Rule[];
  readonly gateway: string;
  readonly redirect: boolean;
}

function httpAtGateway(
  objects: readonly KubernetesObject[],
  rules: readonly Rule[],
  request: HttpRequest,
): Outcome {
  const domains = new Map<string, Domain>();
  for (const server of chainFor(serversFor(objects, request), request)) {
    const { gateway } = server;
    const redirect = server.tls?.httpsRedirect ?? false;
    for (const rule of rules.filter(({ gateways }) => gateways.includes(gateway)))
      for (const domain of intersection(
        hostsFor(server.hosts, server.namespace, rule.namespace),
        rule.hosts,
      ))
        domains.set(domain, {
          rules: [...(domains.get(domain)?.rules ?? []), rule],
          gateway,
          redirect,
        });
    if (redirect)
      for (const host of hostsFor(server.hosts, server.namespace, server.namespace))
        if (!domains.has(host)) domains.set(host, { rules: [], gateway, redirect });
  }
  const name = bestDomain(domains.keys(), withoutPort(request.host));
  const domain = name === undefined ? undefined : domains.get(name);
  if (!domain) return { kind: "none" };
  return domain.redirect ? { kind: "redirect" } : inDomain(objects, domain, request);
}

/**
 * The servers whose routes a request meets: all plain ones of a port, or the one whose certificate
 * TLS chooses by the name of the host (SNI). istiod drops a TLS server if another one of the port
 * has one of its hosts (CheckDuplicates in istiod's pilot/pkg/model/gateway.go).
 */
function chainFor<S extends ReturnType<typeof serversFor>[number]>(
  servers: readonly S[],
  request: HttpRequest,
): readonly S[] {
  if (!request.tls) return servers.filter(({ port }) => port.protocol === "HTTP");
  const named = servers
    .filter(({ port }) => port.protocol === "HTTPS")
    .flatMap((server) => server.hosts.map((host) => ({ server, host: withoutScope(host) })));
  const best = bestDomain(new Set(named.map(({ host }) => host)), withoutPort(request.host));
  const chosen = new Set(named.filter(({ host }) => host === best).map(({ server }) => server));
  if (chosen.size > 1) throw new Error(`two certificates for ${best}: istiod drops one server`);
  return [...chosen];
}

/**
 * A proxy tries the rules of one host in the order of their age, which the interpreter does not
 * know: the outcome must be the same in every order. Routes without any condition come last, no
 * matter which rule has them (SortVHostRoutes in route.go).
 */
function inDomain(
  objects: readonly KubernetesObject[],
  { rules, gateway }: Domain,
  request: HttpRequest,
): Outcome {
  const lists = new Map(rules.map((rule) => [rule, known(rule, request, gateway)]));
  const outcomes = rules.map((first): Outcome => {
    const order = [first, ...rules.filter((rule) => rule !== first)];
    const all = order.flatMap((rule) => (lists.get(rule) ?? []).map((one) => ({ rule, ...one })));
    const last = all.filter(({ match }) => catchesAll(match));
    const found = [...all.filter((one) => !last.includes(one)), ...last].find(({ match }) =>
      takes(match && [match], request, gateway),
    );
    return found ? httpOutcome(objects, found.rule, found.route) : { kind: "none" };
  });
  const told = outcomes.map((outcome) => JSON.stringify({ ...outcome, route: undefined }));
  if (new Set(told).size > 1)
    throw new Error(
      `${rules.map((rule) => rule.name).join(" and ")} take ${request.host}: the older one wins`,
    );
  return outcomes[0] ?? { kind: "none" };
}

/**
 * The routes of a rule that istiod gives to a proxy, once for each of their matches: istiod looks
 * at gateways, labels and port before any request comes, and leaves out the routes after one
 * without any other condition (BuildHTTPRoutesForVirtualService in route.go).
 */
function known({ http }: Rule, request: HttpRequest, gateway: string) {
  const all = http
    .flatMap((route) =>
      (route.match?.length ? route.match : [undefined]).map((match) => ({ match, route })),
    )
    .filter(({ match }) => reaches(match, request, gateway));
  const end = all.findIndex(({ match }) => catchesAll(match));
  return end < 0 ? all : all.slice(0, end + 1);
}

function tcpAtGateway(
  objects: readonly KubernetesObject[],
  rules: readonly Rule[],
  call: TcpConnection,
): Outcome {
  if (call.sni !== undefined) return tlsAtGateway(objects, rules, { ...call, sni: call.sni });
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

/**
 * TLS that a gateway passes on: Envoy takes the narrowest host of all TLS routes. istiod refuses hosts
 * outside those of the VirtualService (validateSniHost in its validation), and skips a later route
 * with the same host (buildGatewayNetworkFiltersFromTLSRoutes in gateway.go).
 */
function tlsAtGateway(
  objects: readonly KubernetesObject[],
  rules: readonly Rule[],
  call: TcpConnection & { readonly sni: string },
): Outcome {
  const chains = new Map<string, { rule: Rule; route: Rule["tls"][number] }>();
  for (const { hosts, namespace, gateway, ...server } of serversFor(objects, call)) {
    if (server.port.protocol !== "TLS" || server.tls?.mode !== "PASSTHROUGH") continue;
    for (const rule of rules.filter(({ gateways }) => gateways.includes(gateway))) {
      const own = hostsFor(hosts, namespace, rule.namespace);
      if (intersection(own, rule.hosts).length === 0) continue;
      for (const route of rule.tls)
        for (const { gateways = [], port, sniHosts } of route.match) {
          if (gateways.length > 0 && !gateways.includes(gateway)) continue;
          if (port !== undefined && port !== call.port) continue;
          for (const host of sniHosts) {
            if (intersection([host], rule.hosts).every((both) => both !== host))
              throw new Error(`${host} is outside the hosts of ${rule.name}`);
            if (chains.has(host)) throw new Error(`istiod skips the second route of ${host}`);
            chains.set(host, { rule, route });
          }
        }
    }
  }
  const chain = chains.get(bestDomain(chains.keys(), call.sni) ?? "");
  return chain ? tcpOutcome(objects, chain.rule, chain.route) : { kind: "none" };
}

/**
 * In the mesh a rule acts on the Service whose name is one of its hosts; a Service without a rule
 * is not split.
 */
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
  return known(rule, call, "mesh").length > 0
    ? inDomain(objects, { rules: [rule], gateway: "mesh", redirect: false }, call)
    : unsplit(objects, host, call.port);
}
