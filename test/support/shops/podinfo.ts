// The shape of podinfo: two ports with named targets, an autoscaler, a container of another name, no versions.
import { deploymentOf, env, namespaceOf, resources, serviceOf, type Shop } from "./parts";

const probe = (path: string) => ({
  httpGet: { path, port: "http" },
  initialDelaySeconds: 1,
  timeoutSeconds: 5,
});

/** One Service with an HTTP and a gRPC port, and an autoscaler of two to four pods. */
export function podinfo(namespace = "podinfo"): Shop {
  const labels = { app: "podinfo" };
  const deployment = deploymentOf(namespace, "podinfo", {
    labels,
    podAnnotations: { "prometheus.io/scrape": "true", "prometheus.io/port": "9797" },
    containers: [
      {
        name: "podinfod",
        image: "registry.example/podinfo:6.9",
        imagePullPolicy: "IfNotPresent",
        ports: [
          { name: "http", containerPort: 9898, protocol: "TCP" },
          { name: "http-metrics", containerPort: 9797, protocol: "TCP" },
          { name: "grpc", containerPort: 9999, protocol: "TCP" },
        ],
        command: ["./podinfo", "--port=9898", "--port-metrics=9797", "--grpc-port=9999"],
        env: env({ PODINFO_UI_COLOR: "#34577c" }),
        livenessProbe: probe("/healthz"),
        readinessProbe: probe("/readyz"),
        resources: resources(["100m", "64Mi"], ["2000m", "512Mi"]),
      },
    ],
    spec: {
      replicas: 2,
      minReadySeconds: 3,
      revisionHistoryLimit: 5,
      progressDeadlineSeconds: 60,
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0 } },
    },
  });
  return {
    namespace,
    entry: { service: "podinfo", port: 9898, path: "/" },
    objects: [
      namespaceOf(namespace),
      deployment,
      serviceOf(
        namespace,
        "podinfo",
        labels,
        [
          { name: "http", port: 9898, protocol: "TCP", targetPort: "http" },
          { name: "grpc", port: 9999, protocol: "TCP", targetPort: "grpc" },
        ],
        { spec: { type: "ClusterIP" } },
      ),
      {
        apiVersion: "autoscaling/v2",
        kind: "HorizontalPodAutoscaler",
        metadata: { name: "podinfo", namespace },
        spec: {
          scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "podinfo" },
          minReplicas: 2,
          maxReplicas: 4,
          metrics: [
            {
              type: "Resource",
              resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 99 } },
            },
          ],
        },
      },
    ],
  };
}
