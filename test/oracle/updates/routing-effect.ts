// The terms in which specs compare the mesh with the declaration: which pods get a request, what
// arrives there, and what comes back.
import { expect } from "chai";
import type { Release, ServiceSpec } from "../../../model/release/release";
import type { FaultSpec, HeaderChanges, RequestPolicy } from "../../../model/release/routing";
import type { UpstreamPolicy } from "../../../model/release/upstream-policy";
import { milliseconds } from "../declaration/durations";
import { identifying, type Share, type Verdict } from "../declaration/oracle";
import { hostHeader, outsideAt, outsidePolicy } from "../declaration/outside";
import { fullHost } from "../istio/hosts";
import { plain, text } from "./text";
import type { Outcome, Routed, TrafficPolicy } from "../istio/types";
import { expectedBalancer } from "./balancer";

/** Requests that have the same fate. */
interface Fate {
  /** 0 to 1. */
  readonly share: number;
  /** Everything else that tells these requests from others of the same split, as text. */
  readonly what: string;
}

/** What happens to a request, and to copies of it. */
export interface Effect {
  readonly kind: "none" | "redirect" | "routed" | "answered";
  readonly fates: readonly Fate[];
  /** What holds for all of them. */
  readonly common: unknown;
}

/** What the mesh was seen to do. */
export function observed(outcome: Outcome): Effect {
  if (outcome.kind === "answered") {
    const { answer, response, policy } = outcome;
    const { corsPolicy } = policy;
    const cors = corsPolicy && { ...corsPolicy, maxAge: ms(corsPolicy.maxAge) };
    return { kind: "answered", fates: [], common: plain({ ...answer, response, cors }) };
  }
  if (outcome.kind !== "routed") return { kind: outcome.kind, fates: [], common: {} };
  return {
    kind: "routed",
    fates: merged(
      outcome.answers.map(({ share, host, port, pods, trafficPolicy, request, response }) => ({
        share,
        what: text({ host, port, pods, request, response, trafficPolicy: times(trafficPolicy) }),
      })),
    ),
    common: plain({
      ...observedPolicy(outcome),
      mirrors: outcome.mirrors.map(({ host, port, pods, percent }) => ({
        host,
        port,
        pods,
        percent,
      })),
    }),
  };
}

/** What a declaration says should be seen. */
export function expected(release: Release, verdict: Verdict): Effect {
  if (verdict.kind === "none" || verdict.kind === "redirect")
    return { kind: verdict.kind, fates: [], common: {} };
  const { service } = verdict;
  const spec = release.services[service] as ServiceSpec;
  const at = (version?: string) =>
    outsideAt(release, verdict, version) ?? {
      host: fullHost(service, release.namespace),
      port: verdict.port.port,
      pods: identifying(release, service, version),
    };
  if (verdict.kind === "unsplit") {
    const trafficPolicy = expectedUpstream(spec, spec);
    const what = text({ ...at(), ...headers({}), trafficPolicy: times(trafficPolicy) });
    return { kind: "routed", fates: [{ share: 1, what }], common: { mirrors: [] } };
  }
  const { shares, policy, mirror, fault, answer } = verdict;
  if (answer) {
    const { redirect, directResponse } = answer;
    const { status, body } = directResponse ?? {};
    const inForm = typeof body === "string" ? { string: body } : body;
    const { cors } = expectedPolicy(policy);
    const common = {
      ...(redirect ? { redirect } : { directResponse: { status, body: inForm } }),
      response: headers(policy).response,
      cors,
    };
    return { kind: "answered", fates: [], common: plain(common) };
  }
  return {
    kind: "routed",
    fates: merged(
      shares.map((share) => ({
        share: share.share,
        what: text({
          ...at(share.version),
          ...headers(policy, share, release.lanes?.header, hostHeader(spec, share.version, policy)),
          trafficPolicy: times(
            outsidePolicy(spec, share.version) ??
              expectedUpstream({ ...spec, ...spec.versions[share.version] }, spec),
          ),
        }),
      })),
    ),
    common: plain({
      ...expectedPolicy(policy, fault),
      mirrors: mirror ? [{ ...at(mirror.version), percent: mirror.percent ?? 100 }] : [],
    }),
  };
}

/** Expects two effects to be the same, shares within 1e-9. */
export function expectSame(seen: Effect, wanted: Effect, about: string): void {
  const alike = ({ kind, fates, common }: Effect) => ({
    kind,
    common,
    fates: fates.map(({ what }) => JSON.parse(what) as unknown),
  });
  // Inside a property the difference would not be shown.
  const both = `${about}\nseen:   ${JSON.stringify(alike(seen))}\nwanted: ${JSON.stringify(alike(wanted))}\n`;
  expect(alike(seen), both).to.deep.equal(alike(wanted));
  seen.fates.forEach(({ share, what }, i) =>
    expect(share, `${about}: ${what}`).to.be.closeTo(wanted.fates[i]?.share ?? NaN, 1e-9),
  );
}

function merged(fates: readonly Fate[]): Fate[] {
  const totals = new Map<string, number>();
  for (const { share, what } of fates) totals.set(what, (totals.get(what) ?? 0) + share);
  return [...totals].sort().map(([what, share]) => ({ what, share }));
}

function ms(duration: string | undefined): number | undefined {
  return duration === undefined ? undefined : milliseconds(duration);
}

const durationKeys = [
  "connectTimeout",
  "idleTimeout",
  "interval",
  "baseEjectionTime",
  "ttl",
  "duration",
  "maxConnectionDuration",
];

/** A policy with its durations in milliseconds. */
function times(policy: TrafficPolicy): unknown {
  return JSON.parse(
    JSON.stringify(policy, (key, value: unknown) =>
      durationKeys.includes(key) ? ms(value as string) : value,
    ),
  );
}

function observedPolicy({ policy }: Routed) {
  const { timeout, retries, rewrite, corsPolicy, fault } = policy;
  return {
    timeout: ms(timeout),
    retries: retries && { ...retries, perTryTimeout: ms(retries.perTryTimeout) },
    rewrite,
    cors: corsPolicy && { ...corsPolicy, maxAge: ms(corsPolicy.maxAge) },
    delay: fault?.delay && {
      time: ms(fault.delay.fixedDelay),
      percent: fault.delay.percentage?.value,
    },
    abort: fault?.abort && {
      status: fault.abort.httpStatus,
      percent: fault.abort.percentage?.value,
    },
  };
}

function expectedPolicy(policy: RequestPolicy, fault: FaultSpec = {}) {
  const { timeout, retries, rewrite, cors } = policy;
  const { delay, abort } = fault;
  return {
    timeout: ms(timeout),
    retries: retries && { ...retries, perTryTimeout: ms(retries.perTryTimeout) },
    rewrite,
    cors: cors && { ...cors, maxAge: ms(cors.maxAge) },
    delay: delay && { time: ms(delay.time), percent: delay.percent ?? 100 },
    abort: abort && { status: abort.status, percent: abort.percent ?? 100 },
  };
}

/** Header changes: those of the policy, the lane's and the cookie's. */
function headers(
  policy: RequestPolicy,
  share?: Share,
  header = "",
  more: Readonly<Record<string, string>> = {},
) {
  const all = (one: HeaderChanges = {}) => ({ set: {}, add: {}, remove: [], ...one });
  const request = all(policy.headers?.request);
  const response = all(policy.headers?.response);
  const { lane, cookie } = share ?? {};
  return {
    request: {
      ...request,
      set: { ...request.set, ...(lane !== undefined && { [header]: lane }), ...more },
    },
    response: cookie
      ? { ...response, add: { ...response.add, "set-cookie": setCookie(cookie) } }
      : response,
  };
}

function setCookie({ name, key, seconds }: NonNullable<Share["cookie"]>): string {
  const age = seconds === 0 ? "" : `Max-Age=${seconds}; `;
  return `${name}=${key}; ${age}Path=/; HttpOnly; SameSite=Lax`;
}

/**
 * Mutual TLS, where all pods of the service have sidecars, and what is declared, in Istio's words.
 */
function expectedUpstream(policy: UpstreamPolicy, spec: ServiceSpec): TrafficPolicy {
  const { versions, annotations = {} } = spec;
  const nearby = annotations["networking.istio.io/traffic-distribution"] !== undefined;
  const { connectionPool, outlierDetection } = policy;
  const plain = Object.values(versions).some(
    ({ pod, clusters }) =>
      clusters?.length !== 0 &&
      (pod?.spec?.hostNetwork === true ||
        pod?.metadata?.annotations?.["sidecar.istio.io/inject"] === "false"),
  );
  return {
    ...(!plain && { tls: { mode: "ISTIO_MUTUAL" } }),
    ...expectedBalancer(policy, spec, nearby),
    ...(connectionPool && { connectionPool }),
    ...(outlierDetection && { outlierDetection }),
  };
}
