// The shape of Google's Online Boutique: a container `server` in each pod, gRPC, no versions, two Services for the frontend.
import type { Container } from "kubernetes-types/core/v1";
import {
  deploymentOf,
  env,
  namespaceOf,
  resources,
  serviceOf,
  type Full,
  type Shop,
} from "./parts";

interface Part {
  readonly name: string;
  readonly port: number;
  readonly targetPort?: number;
  readonly calls?: Readonly<Record<string, string>>;
  /** Seconds; left out: Kubernetes' own. */
  readonly grace?: number;
  readonly delay?: number;
}

const parts: readonly Part[] = [
  { name: "emailservice", port: 5000, targetPort: 8080, grace: 5 },
  {
    name: "checkoutservice",
    port: 5050,
    calls: {
      PAYMENT_SERVICE_ADDR: "paymentservice:50051",
      EMAIL_SERVICE_ADDR: "emailservice:5000",
    },
  },
  { name: "recommendationservice", port: 8080, grace: 5 },
  { name: "paymentservice", port: 50051, grace: 5 },
  { name: "productcatalogservice", port: 3550, grace: 5 },
  { name: "cartservice", port: 7070, calls: { REDIS_ADDR: "redis-cart:6379" }, delay: 15 },
  { name: "currencyservice", port: 7000 },
  { name: "shippingservice", port: 50051 },
  { name: "adservice", port: 9555, grace: 5, delay: 20 },
];

const podSecurity = { fsGroup: 1000, runAsGroup: 1000, runAsNonRoot: true, runAsUser: 1000 };
const security = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  privileged: false,
  readOnlyRootFilesystem: true,
};

function grpcPart(namespace: string, part: Part): Full[] {
  const { name, port, targetPort = port, calls, grace, delay } = part;
  const probe = { grpc: { port: targetPort }, ...(delay && { initialDelaySeconds: delay }) };
  const labels = { app: name };
  const server: Container = {
    name: "server",
    image: `registry.example/boutique/${name}:v0.10`,
    securityContext: security,
    ports: [{ containerPort: targetPort }],
    env: env({ ...calls, PORT: String(targetPort), DISABLE_PROFILER: "1" }),
    readinessProbe: probe,
    livenessProbe: probe,
    resources: resources(["100m", "64Mi"], ["200m", "128Mi"]),
  };
  return [
    deploymentOf(namespace, name, {
      labels,
      containers: [server],
      pod: {
        serviceAccountName: name,
        securityContext: podSecurity,
        ...(grace && { terminationGracePeriodSeconds: grace }),
      },
    }),
    serviceOf(namespace, name, labels, [{ name: "grpc", port, targetPort }], {
      labels,
      spec: { type: "ClusterIP" },
    }),
    account(namespace, name),
  ];
}

function account(namespace: string, name: string): Full {
  return { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } };
}

function frontend(namespace: string): Full[] {
  const labels = { app: "frontend" };
  const probe = (cookie: string) => ({
    initialDelaySeconds: 1,
    httpGet: {
      path: "/_healthz",
      port: 8080,
      httpHeaders: [{ name: "Cookie", value: `shop_session-id=${cookie}` }],
    },
  });
  const server: Container = {
    name: "server",
    image: "registry.example/boutique/frontend:v0.10",
    securityContext: security,
    ports: [{ containerPort: 8080 }],
    readinessProbe: probe("x-readiness-probe"),
    livenessProbe: probe("x-liveness-probe"),
    env: env({
      PORT: "8080",
      CART_SERVICE_ADDR: "cartservice:7070",
      AD_SERVICE_ADDR: "adservice:9555",
      ENABLE_PROFILER: "0",
    }),
    resources: resources(["100m", "64Mi"], ["200m", "128Mi"]),
  };
  return [
    deploymentOf(namespace, "frontend", {
      labels,
      containers: [server],
      podAnnotations: { "sidecar.istio.io/rewriteAppHTTPProbers": "true" },
      pod: { serviceAccountName: "frontend", securityContext: podSecurity },
    }),
    serviceOf(namespace, "frontend", labels, [{ name: "http", port: 80, targetPort: 8080 }], {
      labels,
      spec: { type: "ClusterIP" },
    }),
    serviceOf(
      namespace,
      "frontend-external",
      labels,
      [{ name: "http", port: 80, targetPort: 8080 }],
      { labels, spec: { type: "LoadBalancer" } },
    ),
    account(namespace, "frontend"),
  ];
}

function redis(namespace: string): Full[] {
  const labels = { app: "redis-cart" };
  const probe = { periodSeconds: 5, tcpSocket: { port: 6379 } };
  return [
    deploymentOf(namespace, "redis-cart", {
      labels,
      containers: [
        {
          name: "redis",
          image: "registry.example/redis:alpine",
          securityContext: security,
          ports: [{ containerPort: 6379 }],
          readinessProbe: probe,
          livenessProbe: probe,
          volumeMounts: [{ mountPath: "/data", name: "redis-data" }],
          resources: resources(["70m", "200Mi"], ["125m", "256Mi"]),
        },
      ],
      pod: { securityContext: podSecurity, volumes: [{ name: "redis-data", emptyDir: {} }] },
    }),
    serviceOf(
      namespace,
      "redis-cart",
      labels,
      [{ name: "tcp-redis", port: 6379, targetPort: 6379 }],
      { labels, spec: { type: "ClusterIP" } },
    ),
  ];
}

/** No pod has a label `version`, so no Deployment can stay as it is. */
export function boutique(namespace = "boutique"): Shop {
  return {
    namespace,
    entry: { service: "frontend", port: 80, path: "/" },
    objects: [
      namespaceOf(namespace),
      ...parts.flatMap((part) => grpcPart(namespace, part)),
      ...frontend(namespace),
      ...redis(namespace),
    ],
  };
}
