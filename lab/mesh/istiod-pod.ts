// istiod, a process of the lab, as a pod of its cluster.
import type { StaticPod } from "../pods/static-pod";

/** The labels are those of Istio's chart. */
export const istiodPod: StaticPod = {
  name: "istiod",
  namespace: "istio-system",
  labels: {
    app: "istiod",
    istio: "pilot",
    "istio.io/rev": "default",
    "istio.io/dataplane-mode": "none",
  },
  container: {
    name: "discovery",
    image: "pilot",
    ports: [
      { containerPort: 8080, name: "http-debug" },
      { containerPort: 15010, name: "grpc-xds" },
      { containerPort: 15012, name: "tls-xds" },
      { containerPort: 15014, name: "http-monitoring" },
      { containerPort: 15017, name: "tls-webhooks" },
    ],
  },
};
