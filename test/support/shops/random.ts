// Random shops, as people write them: ports, labels, containers, policies and routes of many forms.
import fc from "fast-check";
import type { Container } from "kubernetes-types/core/v1";
import { deploymentOf, env, istioOf, namespaceOf, serviceOf, type Full, type Shop } from "./parts";

const space = "shop";
const pick = <T>(...all: readonly T[]) => fc.constantFrom(...all);
/** A part of a mapping, or nothing of it. */
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined });

const ports = pick(
  [{ name: "http", port: 80, targetPort: 8080 }],
  [{ name: "http-web", port: 8080 }],
  [{ name: "web", port: 80, targetPort: "app" }],
  [{ port: 80, targetPort: 8080 }],
  [{ name: "grpc", port: 9000, targetPort: 9000 }],
  [{ name: "tcp-x", port: 7000 }],
  [
    { name: "http", port: 80, targetPort: "app" },
    { name: "grpc", port: 9000 },
    { name: "metrics", port: 9100, targetPort: 9100 },
  ],
  [{ name: "api", port: 80, targetPort: 8080, appProtocol: "http2" }],
);

const keys = pick("app", "name", "app.kubernetes.io/name");

const container: fc.Arbitrary<Partial<Container>> = fc.record(
  {
    name: pick("server", "web", "main"),
    args: pick(["--a"], []),
    env: pick(env({ B: "1", A: "$(B)" }), [
      { name: "IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } },
    ]),
    resources: pick({ requests: { cpu: "100m" } }, { limits: { memory: "64Mi" } }),
    readinessProbe: pick(
      { httpGet: { path: "/", port: "app" } },
      { tcpSocket: { port: 8080 }, periodSeconds: 3 },
      { exec: { command: ["true"] } },
    ),
    lifecycle: pick(
      { preStop: { exec: { command: ["sleep", "5"] } } },
      { preStop: { sleep: { seconds: 7 } } },
    ),
    securityContext: pick({ runAsUser: 10 }, { readOnlyRootFilesystem: true }),
    volumeMounts: pick([{ name: "data", mountPath: "/data" }]),
    imagePullPolicy: pick("Always", "IfNotPresent"),
  },
  { requiredKeys: [] },
);

const deployment = fc.record({
  version: pick("v1", "v2", "canary", undefined),
  named: fc.boolean(),
  container,
  sidecar: fc.boolean(),
  ports: pick(
    [{ name: "app", containerPort: 8080 }],
    [
      { name: "app", containerPort: 8080 },
      { name: "metrics", containerPort: 9100 },
    ],
  ),
  selectsAll: fc.boolean(),
  pod: fc.record(
    {
      terminationGracePeriodSeconds: pick(45, 60),
      nodeSelector: pick({ disk: "ssd" }),
      securityContext: pick({ fsGroup: 1 }),
      volumes: pick([{ name: "data", emptyDir: {} }]),
      serviceAccountName: pick("own"),
    },
    { requiredKeys: [] },
  ),
  spec: fc.record(
    {
      replicas: pick(2, 3),
      minReadySeconds: pick(5),
      strategy: pick({ type: "Recreate" }, { rollingUpdate: { maxUnavailable: 0 } }),
    },
    { requiredKeys: [] },
  ),
  annotations: maybe(pick({ team: "a" })),
});

const policy = maybe(
  fc.record(
    {
      loadBalancer: pick<object>(
        { simple: "ROUND_ROBIN" },
        { simple: "LEAST_CONN", localityLbSetting: { enabled: true } },
        { localityLbSetting: { failover: [{ from: "eu", to: "us" }] }, warmupDurationSecs: "30s" },
        { simple: "ROUND_ROBIN", warmup: { duration: "60s", aggression: 2 } },
        { consistentHash: { httpCookie: { name: "who", ttl: "0s" }, maglev: { tableSize: 101 } } },
        { consistentHash: { httpHeaderName: "x-user" } },
      ),
      connectionPool: pick<object>(
        { tcp: { maxConnections: 5 } },
        { http: { h2UpgradePolicy: "UPGRADE" } },
        { tcp: { tcpKeepalive: { time: "7200s" }, idleTimeout: "0s" }, http: { maxRetries: 0 } },
      ),
      outlierDetection: pick<object>({ consecutive5xxErrors: 5 }, { consecutiveErrors: 5 }),
    },
    { requiredKeys: [] },
  ),
);

const match = pick<object>(
  { uri: { prefix: "/a" } },
  { uri: { exact: "/b" }, ignoreUriCase: true },
  { headers: { "x-a": { exact: "1" } } },
  { method: { exact: "POST" }, sourceNamespace: "qa" },
  { queryParams: { q: { exact: "1" } } },
);

/** What a route does; `to` stands for its destinations. */
const route = fc.record(
  {
    match: fc.array(match, { minLength: 1, maxLength: 2 }),
    kind: pick("route", "redirect", "answer", "elsewhere"),
    name: pick("special", "Not A Label"),
    timeout: pick("2s"),
    retries: pick<object>({ attempts: 1 }, { attempts: 1, backoff: "5ms" }),
    mirrored: fc.boolean(),
    headers: pick<object>({ request: { set: { "x-b": "2" } } }),
  },
  { requiredKeys: ["match", "kind"] },
);

const service = fc.record({
  ports,
  key: keys,
  deployments: fc.array(deployment, { minLength: 1, maxLength: 3 }),
  service: fc.record(
    {
      annotations: pick({ "prometheus.io/scrape": "true" }),
      labels: pick({ team: "a" }),
      spec: pick({ type: "NodePort" }, { sessionAffinity: "ClientIP" }),
    },
    { requiredKeys: [] },
  ),
  policy,
  ofSubset: policy,
  rules: fc.boolean(),
  routes: fc.array(route, { maxLength: 3 }),
  mesh: fc.boolean(),
});

type Drawn<T> = T extends fc.Arbitrary<infer V> ? V : never;

/** A namespace with one or two services. */
export const randomShops: fc.Arbitrary<Shop> = fc
  .array(service, { minLength: 1, maxLength: 2 })
  .map((all) => ({
    namespace: space,
    entry: { service: "cart", port: 80, path: "/" },
    objects: [
      namespaceOf(space),
      ...all.flatMap((one, i) => objectsOf(["cart", "orders"][i]!, one)),
    ],
  }));

function objectsOf(name: string, one: Drawn<typeof service>): Full[] {
  const common = { [one.key]: name };
  const names = new Set<string>();
  const deployments = one.deployments.flatMap((parts, i): Full[] => {
    const { version } = parts;
    const own = parts.named && version ? `${name}-${version}` : `${name}${i === 0 ? "" : `-d${i}`}`;
    if (names.has(own)) return [];
    names.add(own);
    const labels = { ...common, ...(version && { version }) };
    const app = {
      name,
      image: `registry.example/${name}:${i}`,
      ports: parts.ports,
      ...parts.container,
    };
    const mounted =
      app.volumeMounts && !parts.pod.volumes ? { volumes: [{ name: "data", emptyDir: {} }] } : {};
    return [
      deploymentOf(space, own, {
        labels,
        selector: parts.selectsAll && i === 0 ? common : labels,
        containers: [
          app,
          ...(parts.sidecar ? [{ name: "agent", image: "registry.example/agent:1" }] : []),
        ],
        pod: { ...parts.pod, ...mounted },
        spec: parts.spec,
        ...(parts.annotations && { annotations: parts.annotations }),
      }),
    ];
  });
  const versions = [...new Set(one.deployments.flatMap(({ version }) => version ?? []))];
  return [
    serviceOf(space, name, common, one.ports, one.service),
    ...deployments,
    ...(one.rules ? [ruleOf(name, versions, one)] : []),
    ...(one.mesh && one.rules && versions.length > 0 ? [routesOf(name, versions, one)] : []),
  ];
}

function ruleOf(name: string, versions: readonly string[], one: Drawn<typeof service>): Full {
  return istioOf(space, "DestinationRule", name, {
    host: name,
    ...(one.policy && { trafficPolicy: one.policy }),
    subsets: versions.map((version, i) => ({
      name: version,
      labels: { version },
      ...(i === 0 && one.ofSubset && { trafficPolicy: one.ofSubset }),
    })),
  });
}

function routesOf(name: string, versions: readonly string[], one: Drawn<typeof service>): Full {
  const to = (subset: string) => ({ host: name, subset, port: { number: one.ports[0]!.port } });
  const [first = ""] = versions;
  const last = versions.at(-1) ?? "";
  const special = one.routes.map(({ kind, mirrored, ...others }) => ({
    ...others,
    ...(kind === "redirect" && { redirect: { authority: "elsewhere.example" } }),
    ...(kind === "answer" && { directResponse: { status: 200 } }),
    ...(kind === "elsewhere" && { route: [{ destination: { host: "elsewhere.example" } }] }),
    ...(kind === "route" && {
      route: [{ destination: to(last) }],
      ...(mirrored && { mirror: to(first), mirrorPercentage: { value: 10 } }),
    }),
  }));
  const shares = versions.map((version, i) => ({
    destination: to(version),
    weight: i === 0 ? 100 - 10 * (versions.length - 1) : 10,
  }));
  const isTcp = one.ports[0]!.port === 7000;
  return istioOf(space, "VirtualService", `${name}-routes`, {
    hosts: [name],
    ...(isTcp ? { tcp: [{ route: shares }] } : { http: [...special, { route: shares }] }),
  });
}
