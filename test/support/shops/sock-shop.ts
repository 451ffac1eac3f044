// The shape of sock-shop: the label `name` alone, Services whose ports have no names, databases beside the apps.
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

const apps = ["carts", "catalogue", "orders", "payment", "queue-master", "shipping", "user"];
const java = ["carts", "orders", "queue-master", "shipping"];
const mongos = ["carts-db", "orders-db", "user-db"];

const appSecurity = {
  runAsNonRoot: true,
  runAsUser: 10001,
  capabilities: { drop: ["all"], add: ["NET_BIND_SERVICE"] },
  readOnlyRootFilesystem: true,
};
const dbSecurity = {
  capabilities: { drop: ["all"], add: ["CHOWN", "SETGID", "SETUID"] },
  readOnlyRootFilesystem: true,
};
const memory = {
  mount: { mountPath: "/tmp", name: "tmp-volume" },
  volume: { name: "tmp-volume", emptyDir: { medium: "Memory" } },
};
const linux = { "kubernetes.io/os": "linux" };

function part(
  namespace: string,
  name: string,
  container: Omit<Container, "name">,
  [port, targetPort]: readonly [number, number],
  service: object = {},
): Full[] {
  const labels = { name };
  const inMemory = container.volumeMounts !== undefined;
  return [
    deploymentOf(namespace, name, {
      labels,
      containers: [{ name, ...container }],
      spec: { replicas: 1 },
      pod: { nodeSelector: linux, ...(inMemory && { volumes: [memory.volume] }) },
    }),
    serviceOf(namespace, name, labels, [{ port, targetPort }], {
      labels,
      annotations: { "prometheus.io/scrape": "true" },
      spec: service,
    }),
  ];
}

function app(namespace: string, name: string): Full[] {
  const isJava = java.includes(name);
  return part(
    namespace,
    name,
    {
      image: `registry.example/sock-shop/${name}:0.4.8`,
      ...(isJava && { env: env({ JAVA_OPTS: "-Xms64m -Xmx128m", ZIPKIN: "zipkin.jaeger" }) }),
      resources: resources(["100m", "200Mi"], ["300m", "500Mi"]),
      ports: [{ containerPort: 80 }],
      securityContext: appSecurity,
      ...(isJava && { volumeMounts: [memory.mount] }),
    },
    [80, 80],
  );
}

/** The front end takes requests at a port of each node; a message queue has two ports. */
export function sockShop(namespace = "sock-shop"): Shop {
  const probe = (delay: number) => ({
    httpGet: { path: "/", port: 8079 },
    initialDelaySeconds: delay,
    periodSeconds: 3,
  });
  const frontEnd = part(
    namespace,
    "front-end",
    {
      image: "registry.example/sock-shop/front-end:0.3.12",
      resources: resources(["100m", "300Mi"], ["300m", "1000Mi"]),
      ports: [{ containerPort: 8079 }],
      env: env({ SESSION_REDIS: "true" }),
      securityContext: { ...appSecurity, capabilities: { drop: ["all"] } },
      livenessProbe: probe(30),
      readinessProbe: probe(1),
    },
    [80, 8079],
    { type: "NodePort" },
  );
  const mongo = (name: string) =>
    part(
      namespace,
      name,
      {
        image: "registry.example/mongo",
        ports: [{ name: "mongo", containerPort: 27017 }],
        securityContext: dbSecurity,
        volumeMounts: [memory.mount],
      },
      [27017, 27017],
    );
  const labels = { name: "rabbitmq" };
  return {
    namespace,
    entry: { service: "front-end", port: 80, path: "/" },
    objects: [
      namespaceOf(namespace),
      ...apps.flatMap((name) => app(namespace, name)),
      ...frontEnd,
      ...mongos.flatMap(mongo),
      deploymentOf(namespace, "rabbitmq", {
        labels,
        podAnnotations: { "prometheus.io/scrape": "false" },
        containers: [
          {
            name: "rabbitmq",
            image: "registry.example/rabbitmq:3-management",
            ports: [
              { name: "management", containerPort: 15672 },
              { name: "rabbitmq", containerPort: 5672 },
            ],
            securityContext: dbSecurity,
          },
          {
            name: "rabbitmq-exporter",
            image: "registry.example/rabbitmq-exporter",
            ports: [{ name: "exporter", containerPort: 9090 }],
          },
        ],
        pod: { nodeSelector: linux },
      }),
      serviceOf(
        namespace,
        "rabbitmq",
        labels,
        [
          { name: "rabbitmq", port: 5672, targetPort: 5672 },
          { name: "exporter", port: 9090, targetPort: "exporter", protocol: "TCP" },
        ],
        { labels, annotations: { "prometheus.io/scrape": "true", "prometheus.io/port": "9090" } },
      ),
    ],
  };
}
