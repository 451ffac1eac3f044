// The stack files that `gray check` is timed on: one for each kind of case that releases in the field have.
import { yamlText } from "../../model/yaml/write";

/** A version of these files. */
const image = (tag: string, more: object = {}) => ({ image: `ghcr.io/acme/app:${tag}`, ...more });
const two = { blue: image("1"), green: image("2") };

/** A service with two versions, and what a kind says of it. */
const split = (more: object) => ({
  port: 8080,
  versions: two,
  weights: { blue: 75, green: 25 },
  ...more,
});

/** A service with one version, and what a kind says of the version. */
const single = (version: object, more: object = {}) => ({
  port: 8080,
  versions: { blue: image("1", version) },
  weights: { blue: 100 },
  ...more,
});

const container = (more: object) => ({ pod: { spec: { containers: [more] } } });
const route = (match: object, more: object = {}) =>
  split({ routes: [{ name: "insiders", match, to: "green", ...more }] });
const exposed = (gateway: object, service: object) => ({
  gateway: { hosts: ["store.example.com"], ...gateway },
  services: { app: split({ expose: true, ...service }) },
});
const healthz = { httpGet: { path: "/healthz", port: "web" } };
const edges = {
  outside: { hosts: ["store.example.com"] },
  inside: { hosts: ["store.corp.example"], selector: { istio: "inner" } },
};

/** Services by kind. */
const services: Readonly<Record<string, object>> = {
  "autoscaled version": single({ autoscale: { min: 3, max: 9, cpu: 70 } }),
  "number of pods left to others": single({ replicas: "external" }),
  "several ports": {
    ports: [
      { name: "http", port: 8080 },
      { name: "grpc", port: 9000 },
    ],
    versions: two,
    weights: { blue: 75, green: 25 },
  },
  "named target port": single(container({ ports: [{ name: "web", containerPort: 8080 }] }), {
    ports: [{ name: "http", port: 80, targetPort: "web" }],
  }),
  "probe on a named port": single({ readinessProbe: healthz }),
  "own way to end": single(
    container({ lifecycle: { preStop: { exec: { command: ["sleep", "20"] } } } }),
  ),
  "own proxy config": single({
    pod: { metadata: { annotations: { "proxy.istio.io/config": "concurrency: 2\n" } } },
  }),
  "container of another name": single({
    container: "main",
    ...container({ name: "main", securityContext: { runAsNonRoot: true } }),
  }),
  "pod without a sidecar": single(
    { pod: { metadata: { labels: { "sidecar.istio.io/inject": "false" } } } },
    { protocol: "tcp" },
  ),
  "pod in the network of its node": single({ pod: { spec: { hostNetwork: true } } }),
  "short time to end": single({ pod: { spec: { terminationGracePeriodSeconds: 4 } } }),
  "two handlers of one probe": single({
    readinessProbe: { httpGet: { path: "/", port: 8080 } },
    ...container({ readinessProbe: { tcpSocket: { port: 8080 } } }),
  }),
  "environment that refers to itself": single({ env: { REGION: "north", URL: "x.$(REGION)" } }),
  "objects that pods need": single({ serviceAccountName: "app", imagePullSecrets: ["registry"] }),
  "metadata of objects": single(
    { annotations: { team: "store" }, strategy: "Recreate" },
    { type: "LoadBalancer", labels: { tier: "front" } },
  ),
  "header that is present": route({ headers: { "x-insider": {} } }),
  "header with a star": route({ headers: { "x-insider": { regex: "*" } } }),
  "one of two conditions": split({
    routes: [{ name: "insiders", match: [{ port: 8080 }], to: "green" }],
  }),
  "fault with retries": route(
    { uri: { prefix: "/slow" } },
    { retries: { attempts: 4 }, fault: { abort: { status: 503, percent: 20 } } },
  ),
  "retries that last too long": split({
    timeout: "3s",
    retries: { attempts: 2, perTryTimeout: "9s" },
  }),
  "header with a percent sign": split({ headers: { response: { set: { "x-load": "90% full" } } } }),
  "mirror to no pods": split({ mirror: { version: "grey", percent: 5 } }),
  "weights below one percent": split({ weights: { blue: 99.5, green: 0.5 } }),
  "share outside the release": split({
    outside: { old: { host: "old.example.com", port: 443 } },
    weights: { blue: 60, green: 20, old: 20 },
  }),
  "sessions by a cookie": split({
    loadBalancer: { consistentHash: { httpCookie: { name: "SESSION", ttl: "0s" } } },
  }),
  "failover by region": split({
    loadBalancer: { localityLbSetting: { failover: [{ from: "north", to: "south" }] } },
    outlierDetection: { consecutive5xxErrors: 4 },
  }),
  "outliers alone": split({ outlierDetection: { consecutive5xxErrors: 4 } }),
  "warm-up": split({ loadBalancer: { warmup: { duration: "90s" } } }),
  "headless service": single({}, { headless: true, protocol: "tcp" }),
};

/** Whole releases by kind. */
const releases: Readonly<Record<string, object>> = {
  "rewrite at a gateway": exposed(
    {},
    { expose: { paths: [{ prefix: "/x" }] }, rewrite: { uri: "/" } },
  ),
  "path that ends inside a word": exposed({}, { expose: { paths: [{ prefix: "/app" }] } }),
  "gateway of a chart with access": {
    ...exposed({ selector: { istio: "ingress" } }, {}),
    access: {},
  },
  "gateway of another owner": {
    ...exposed({ name: "shared", namespace: "edge", create: false }, {}),
    createNamespace: false,
  },
  "redirect to another host": exposed({ tls: { credentialName: "store", redirect: true } }, {}),
  "two gateways": {
    gateways: edges,
    services: { app: split({ expose: { gateways: ["outside"] } }) },
  },
};

/** Versions as they stand in a file, where one reading of YAML differs from another. */
const readings: Readonly<Record<string, readonly [name: string, other: string]>> = {
  "version that is a float": ["2.10", "2.9"],
  "version that is a commit": ["4711e8", "0815471"],
  "version with zeros before it": ["0051", "0052"],
  "version that is a date": ["2026-01-31", "2026-02-01"],
  "versions in an order of their own": ['"7"', '"5"'],
};

const clusters = [
  { name: "north", context: "store-north" },
  { name: "south", context: "store-south" },
];

/** The texts of all stack files by kind. */
export function stackFiles(): ReadonlyMap<string, string> {
  const file = (release: object) =>
    yamlText({
      config: {
        "gray-release:release": { name: "store", namespace: "store", ...release },
        "gray-release:clusters": clusters,
      },
    });
  const plain = file({ services: { app: split({}) } });
  return new Map([
    ...Object.entries(services).map(([kind, app]) => [kind, file({ services: { app } })] as const),
    ...Object.entries(releases).map(([kind, release]) => [kind, file(release)] as const),
    ...Object.entries(readings).map(
      ([kind, [one, other]]) =>
        [kind, plain.replaceAll("blue:", `${one}:`).replaceAll("green:", `${other}:`)] as const,
    ),
    ["merged mapping", merged(plain)],
  ]);
}

/** Two versions of which one has the keys of the other. */
function merged(plain: string): string {
  return plain.replace("blue:", "blue: &base").replace("green:", "green:\n            <<: *base");
}
