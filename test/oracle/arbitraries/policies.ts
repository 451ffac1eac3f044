// Draws request policies, faults, and policies for the pods that a service calls.
import type {
  FaultSpec,
  HeaderChanges,
  HeaderPolicy,
  Redirect,
  RequestPolicy,
  RouteSpec,
  StringMatch,
} from "../../../model/release/routing";
import type {
  ConsistentHash,
  LoadBalancer,
  LocalityLbSetting,
  UpstreamPolicy,
} from "../../../model/release/upstream-policy";
import type { Draw } from "./draw";

const durations = ["1s", "250ms", "1.5s", "2m", "1h"];

/** Some of what is done with requests. */
export function requestPolicy(draw: Draw, percent: number): RequestPolicy {
  return draw.parts<Required<RequestPolicy>>(percent, {
    timeout: () => draw.one(durations),
    retries: () => {
      const attempts = draw.whole(0, 5);
      const more = draw.parts<{ perTryTimeout: string; retryOn: string }>(50, {
        perTryTimeout: () => draw.one(durations),
        retryOn: () => draw.one(["5xx", "connect-failure,reset,503"]),
      });
      return { attempts, ...(attempts > 0 && more) };
    },
    rewrite: () =>
      draw.someParts<{ uri: string; authority: string }>({
        // What a `pathPrefix` takes is rewritten to a path that ends with a slash.
        uri: () => draw.one(["/", "/new/"]),
        authority: () => "inner.example.com",
      }),
    cors: () => ({
      allowOrigins: [
        draw.one<StringMatch>([{ exact: "https://a.example" }, { regex: "https://.*" }]),
      ],
      ...draw.parts<
        Record<"maxAge", string> & { allowMethods: string[]; allowCredentials: boolean }
      >(50, {
        maxAge: () => draw.one(["1h", "10s"]),
        allowMethods: () => ["GET", "POST"],
        allowCredentials: () => draw.chance(50),
      }),
    }),
    headers: () =>
      draw.someParts<Required<HeaderPolicy>>({
        request: () => changes(draw),
        response: () => changes(draw),
      }),
  });
}

function changes(draw: Draw): HeaderChanges {
  return draw.someParts<Required<HeaderChanges>>({
    set: () => ({ "x-set": draw.one(["1", "2"]) }),
    add: () => ({ "x-add": draw.one(["1", "2"]) }),
    remove: () => ["x-gone"],
  });
}

/** Failures made on purpose. */
export function fault(draw: Draw): FaultSpec {
  const percent = () => draw.parts<{ percent: number }>(50, { percent: () => draw.one([1, 12.5]) });
  return draw.someParts<Required<FaultSpec>>({
    delay: () => ({ time: draw.one(durations), ...percent() }),
    abort: () => ({ status: draw.one([200, 503]), ...percent() }),
  });
}

/** What a route answers by itself. No address of a redirect is one of the gateway. */
export function answer(draw: Draw): Pick<RouteSpec, "redirect" | "directResponse"> {
  if (draw.chance(50))
    return {
      directResponse: {
        status: draw.one([200, 404, 503]),
        ...(draw.chance(60) && {
          body: draw.one(["gone", { string: "gone" }, { bytes: "Z29uZQ==" }]),
        }),
      },
    };
  const more = draw.parts<Required<Pick<Redirect, "uri" | "scheme" | "port" | "redirectCode">>>(
    40,
    {
      uri: () => draw.one(["/elsewhere", "/elsewhere?page=1"]),
      scheme: () => draw.one(["http", "https"] as const),
      port: () => draw.one([80, 8443]),
      redirectCode: () => draw.one([301, 302, 303, 307, 308] as const),
    },
  );
  return { redirect: { authority: "elsewhere.example.net", ...more } };
}

/** Some of the policies that an answer can have. */
export function answerPolicy(draw: Draw): Pick<RouteSpec, "cors" | "headers"> {
  const { cors, headers } = requestPolicy(draw, 30);
  const response = headers?.response;
  return { ...(cors && { cors }), ...(response && { headers: { response } }) };
}

/** Some of how pods are treated. */
export function upstreamPolicy(draw: Draw, percent: number, http: boolean): UpstreamPolicy {
  const hashes: ConsistentHash[] = [
    { useSourceIp: true },
    ...(http
      ? [
          { httpHeaderName: "x-user" },
          { httpQueryParameterName: "q" },
          { httpCookie: { name: "pod", ttl: "1h" } },
          { httpCookie: { name: "pod", path: "/", ttl: "0s" } },
          { httpCookie: { name: "pod", attributes: [{ name: "SameSite", value: "Lax" }] } },
        ]
      : []),
  ];
  return draw.parts<Required<UpstreamPolicy>>(percent, {
    loadBalancer: () =>
      draw.one<LoadBalancer>([
        "ROUND_ROBIN",
        "LEAST_REQUEST",
        "RANDOM",
        { consistentHash: draw.one(hashes) },
        { simple: "ROUND_ROBIN", warmup: { duration: "60s", minimumPercent: draw.whole(0, 100) } },
        { localityLbSetting: locality(draw) },
        { simple: "RANDOM", localityLbSetting: locality(draw) },
      ]),
    connectionPool: () => ({
      tcp: {
        maxConnections: draw.whole(1, 1000),
        connectTimeout: draw.one(["1s", "250ms"]),
        ...draw.parts<{ idleTimeout: string; maxConnectionDuration: string; tcpKeepalive: object }>(
          30,
          {
            idleTimeout: () => draw.one(["0s", "30m"]),
            maxConnectionDuration: () => "1h",
            tcpKeepalive: () => draw.one([{}, { time: "300s", interval: "30s", probes: 3 }]),
          },
        ),
      },
      ...(http && {
        http: {
          maxRetries: draw.whole(1, 9),
          idleTimeout: "1h",
          ...draw.one([
            {},
            { h2UpgradePolicy: "DO_NOT_UPGRADE" as const, useClientProtocol: true },
            { maxConcurrentStreams: 100, http2KeepAlive: { interval: "30s", timeout: "10s" } },
          ]),
        },
      }),
    }),
    outlierDetection: () => ({
      interval: "5s",
      maxEjectionPercent: draw.whole(0, 100),
      ...(http && { consecutive5xxErrors: draw.whole(0, 9) }),
    }),
  });
}

/** Settings of regions and zones that Istio takes. */
function locality(draw: Draw): LocalityLbSetting {
  return draw.one<LocalityLbSetting>([
    "mesh",
    { enabled: true },
    { enabled: false },
    { failover: [{ from: "eu", to: "us" }] },
    { failoverPriority: ["topology.kubernetes.io/region", "version=v1"] },
    { distribute: [{ from: "eu/*", to: { "eu/*": 80, "us/*": 20 } }] },
  ]);
}

/** Annotations of a Service that Istio reads. */
export function serviceAnnotations(draw: Draw): Record<string, string> {
  return draw.one<Record<string, string>>([
    { "networking.istio.io/exportTo": "*" },
    { "networking.istio.io/traffic-distribution": "PreferClose" },
  ]);
}
