// The keys of a service that its Kubernetes Service takes over.
import { annotations, labels, oneOf } from "./common";
import { optional, typed } from "./note";

const serviceType = typed(
  "ServiceType",
  "Type of a Service (https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types).",
  oneOf("ClusterIP", "NodePort", "LoadBalancer"),
);

/** Selector, type, labels and annotations of the Service. */
export const kubernetesServiceFields = {
  selector: optional(
    labels,
    "Labels by which the Service selects the pods of all versions, and each Deployment those of its version. They stay the same for the whole life of the service, because an API server refuses to change the selector of a Deployment.",
    {
      otherwise: "the label `app` with the service's name",
      example: { "app.kubernetes.io/name": "shop" },
    },
  ),
  type: optional(
    serviceType,
    "Type of the Service. What calls it by a node port or a load balancer goes past the gateway, and no weight splits its requests.",
    { default: "ClusterIP" },
  ),
  labels: optional(labels, "Labels of the Service beside `app`.", {
    otherwise: "none",
    example: { team: "shop" },
  }),
  annotations: optional(annotations, "Annotations of the Service.", {
    otherwise: "none",
    example: { "networking.istio.io/exportTo": ".,istio-ingress" },
  }),
};
