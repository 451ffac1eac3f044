// The codes about the pods of versions: titles, help texts and severities.
import type { CodeInfo } from "./info";

/** GR160 to GR169: mistakes in what a declaration says about pods. */
const declaredCodes = {
  GR160: {
    title: "A pod has two fields of which Kubernetes takes one",
    like: [],
    help: "An API server refuses the pods.",
  },
} as const satisfies Record<string, CodeInfo>;

/** GR290 to GR299: findings about pods in the planned objects. */
const plannedCodes = {
  GR290: {
    title: "A probe or a handler names a port that its container does not have",
    like: ["KIA0701"],
    help: "Kubernetes looks for the name in the same container: the probe fails, and the pods never become ready.",
  },
  GR291: {
    title: "Istio does not know how a pod asks for a sidecar",
    like: [],
    help: 'It knows "true" and "false" alone, and takes the setting of the namespace instead.',
    severity: "warning",
  },
  GR292: {
    title: "Pods have no time to stop after their drain",
    like: [],
    help: "Kubernetes kills them when the drain ends, in the middle of requests that they still answer.",
    severity: "warning",
  },
  GR293: {
    title: "Two settings contradict each other on how long a pod drains",
    like: [],
    help: "The application and its sidecar end at different times: the one that ends first fails the requests of the other.",
    severity: "warning",
  },
  GR294: {
    title: "The pods of a version have no sidecar",
    like: [],
    help: "Callers speak plain text to them, whatever mtls demands. Their own calls take no routes and no weights, and pods that demand mutual TLS refuse these calls.",
    severity: "info",
  },
  GR295: {
    title: "A key of the release does not hold for pods without a sidecar",
    like: [],
    help: "A sidecar applies the key to the requests that enter or leave its pod; pods without one do not.",
    severity: "warning",
  },
  GR296: {
    title: "Pods need objects that the release does not make",
    like: [],
    help: "The plan can't show whether they exist: without them no pod of the version starts, and the update waits for it until it ends.",
    severity: "info",
  },
  GR297: {
    title: "A port of a service bypasses the sidecar of its pods",
    like: [],
    help: "Callers speak mutual TLS to the pod, and the application gets it instead of the sidecar: every call fails.",
  },
  GR298: {
    title: "The proxy config of a pod can't be read",
    like: [],
    help: "Istio's webhook refuses the pods.",
  },
  GR374: {
    title: "An application listens on a port of its sidecar",
    like: [],
    help: "Only one of the two can listen on it: the other one does not start, and the pods never get ready.",
    severity: "warning",
  },
  GR375: {
    title: "An application runs as the user of its sidecar",
    like: [],
    help: "Nobody redirects the connections of this user to the sidecar: its calls follow no route and no weight, and leave in plain text.",
    severity: "warning",
  },
  GR376: {
    title: "Probes by HTTP reach a sidecar that refuses plain text",
    like: [],
    help: "The kubelet has no certificate of the mesh, so the pods never get ready.",
    severity: "warning",
  },
} as const satisfies Record<string, CodeInfo>;

/** All codes about pods. */
export const podCodes = { ...declaredCodes, ...plannedCodes } as const;
