// The shape of Istio's BookInfo: versions by label, one DestinationRule a service, a gateway that chooses by paths.
import { deploymentOf, env, istioOf, namespaceOf, serviceOf, type Full, type Shop } from "./parts";

const emptyDirs = { tmp: "/tmp", "wlp-output": "/opt/ibm/wlp/output" };

function service(namespace: string, name: string): Full {
  return serviceOf(namespace, name, { app: name }, [{ port: 9080, name: "http" }], {
    labels: { app: name, service: name },
  });
}

function version(namespace: string, app: string, name: string): Full {
  const dirs = Object.entries(emptyDirs).filter(([dir]) =>
    app === "reviews" ? true : app === "productpage" && dir === "tmp",
  );
  return deploymentOf(namespace, `${app}-${name}`, {
    labels: { app, version: name },
    ...(app === "productpage" && {
      podAnnotations: {
        "prometheus.io/scrape": "true",
        "prometheus.io/port": "9080",
        "prometheus.io/path": "/metrics",
      },
    }),
    containers: [
      {
        name: app,
        image: `registry.example/examples-bookinfo-${app}-${name}:1.20`,
        imagePullPolicy: "IfNotPresent",
        ports: [{ containerPort: 9080 }],
        ...(app === "reviews" && { env: env({ LOG_DIR: "/tmp/logs" }) }),
        ...(dirs.length > 0 && {
          volumeMounts: dirs.map(([dir, mountPath]) => ({ name: dir, mountPath })),
        }),
      },
    ],
    spec: { replicas: 1 },
    pod: {
      serviceAccountName: `bookinfo-${app}`,
      ...(dirs.length > 0 && { volumes: dirs.map(([dir]) => ({ name: dir, emptyDir: {} })) }),
    },
  });
}

function rule(namespace: string, app: string, names: readonly string[]): Full {
  const subsets = names.map((name) => ({ name, labels: { version: name } }));
  return istioOf(namespace, "DestinationRule", app, { host: app, subsets });
}

/**
 * Three versions of reviews of which two share the traffic; the gateway serves every host.
 *
 * @param host of the gateway
 * @param port of the gateway
 */
export function bookinfo(namespace = "bookinfo", host = "*", port = 80): Shop {
  const apps = {
    details: ["v1"],
    ratings: ["v1"],
    reviews: ["v1", "v2", "v3"],
    productpage: ["v1"],
  };
  const uri = [
    { exact: "/productpage" },
    { prefix: "/static" },
    { exact: "/login" },
    { exact: "/logout" },
    { prefix: "/api/v1/products" },
  ];
  const share = (subset: string, weight: number) => ({
    destination: { host: "reviews", subset },
    weight,
  });
  return {
    namespace,
    entry: { service: "productpage", port: 9080, path: "/productpage" },
    objects: [
      namespaceOf(namespace),
      ...Object.entries(apps).flatMap(([app, names]) => [
        service(namespace, app),
        {
          apiVersion: "v1",
          kind: "ServiceAccount",
          metadata: { name: `bookinfo-${app}`, namespace, labels: { account: app } },
        },
        ...names.map((name) => version(namespace, app, name)),
        rule(namespace, app, names),
      ]),
      istioOf(namespace, "Gateway", "bookinfo-gateway", {
        selector: { istio: "ingressgateway" },
        servers: [{ port: { number: port, name: "http", protocol: "HTTP" }, hosts: [host] }],
      }),
      istioOf(namespace, "VirtualService", "bookinfo", {
        hosts: [host],
        gateways: ["bookinfo-gateway"],
        http: [
          {
            match: uri.map((one) => ({ uri: one })),
            route: [{ destination: { host: "productpage", port: { number: 9080 } } }],
          },
        ],
      }),
      istioOf(namespace, "VirtualService", "reviews", {
        hosts: ["reviews"],
        http: [
          {
            match: [{ headers: { "end-user": { exact: "jason" } } }],
            route: [{ destination: { host: "reviews", subset: "v2" } }],
          },
          { route: [share("v1", 50), share("v3", 50)] },
        ],
      }),
    ],
  };
}
