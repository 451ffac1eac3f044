// The codes of findings in all planned objects except routes: hosts, workloads, parity of clusters.
import type { CodeInfo } from "./info";

/** GR200: the stack file as a whole. */
const fileCodes = {
  GR200: {
    title: "A stack file can't be read",
    like: [],
    help: "The program can check nothing of a file that it can't read.",
  },
} as const satisfies Record<string, CodeInfo>;

/** GR220 to GR229: gateways, hosts, and VirtualServices that delegate. */
const hostCodes = {
  GR220: {
    title: "A VirtualService names a Gateway that does not exist",
    like: ["KIA1102", "IST0101"],
    help: "No request from outside would reach its routes.",
  },
  GR221: {
    title: "A Gateway belongs to another owner",
    like: ["KIA1102", "IST0101"],
    help: "The plan can't show whether the Gateway exists and serves the hosts.",
    severity: "info",
  },
  GR222: {
    title: "A VirtualService has a host that its Gateway does not serve",
    like: ["IST0132"],
    help: "The gateway would answer requests for the host with 404 before it looks at any route.",
  },
  GR223: {
    title: "Two VirtualServices have one host inside the mesh",
    like: ["IST0109", "KIA1106"],
    help: "Sidecars take the routes of one of them only, and which one is undefined.",
  },
  GR224: {
    title: "Two VirtualServices have one host at a Gateway",
    like: ["KIA1106"],
    help: "Istio puts their routes together in an undefined order.",
    severity: "warning",
  },
  GR225: {
    title: "Two servers of a gateway have one port and host",
    like: ["KIA0301", "IST0145"],
    help: "The gateway would listen for only one of them.",
  },
  GR226: {
    title: "The weights do not split calls from inside the mesh",
    like: ["IST0140"],
    help: "Istio refuses the host * inside the mesh: calls from there reach all versions in proportion to their pods.",
    severity: "info",
  },
  GR227: {
    title: "A route delegates to a VirtualService that does not exist",
    like: [],
    help: "The gateway would answer requests of the route with 404.",
  },
  GR228: {
    title: "Istio drops a route because it contradicts the one that delegates to it",
    like: ["IST0130"],
    help: "Only istiod's log says so; later routes take its requests, or the gateway answers them with 404.",
  },
  GR229: {
    title: "No VirtualService delegates to one without hosts",
    like: [],
    help: "None of its routes ever has an effect.",
    severity: "warning",
  },
} as const satisfies Record<string, CodeInfo>;

/** GR230 to GR239: workloads, Services, sidecars and mutual TLS. */
const workloadCodes = {
  GR230: {
    title: "A Service's port name does not begin with a protocol",
    like: ["KIA0601", "IST0118"],
    help: "Istio would have to guess the protocol, and HTTP routes may have no effect.",
  },
  GR231: {
    title: "A Service's port leads to a port that no Deployment exposes",
    like: ["KIA0701"],
    help: "Pods that do not listen there would refuse the connections.",
    severity: "warning",
  },
  GR232: {
    title: "A Service selects a version",
    like: [],
    help: "Pods of all other versions would be in no Service, so their subsets would have no pods.",
  },
  GR233: {
    title: "A Service differs between clusters",
    like: ["IST0170"],
    help: "Istio takes Services of one name as one, and does not define which of the two forms it uses.",
    severity: "warning",
  },
  GR234: {
    title: "Pods lack the labels app and version",
    like: [],
    help: "Telemetry does not know of which service and version they are.",
    severity: "warning",
  },
  GR235: {
    title: "A namespace does not ask for sidecars",
    like: ["IST0102"],
    help: "Its pods would get no sidecar: mutual TLS fails, and no route applies to their calls.",
  },
  GR236: {
    title: "A namespace asks for sidecars in two ways",
    like: ["IST0123"],
    help: "The label istio-injection wins over istio.io/rev, so another revision than you mean may inject.",
    severity: "warning",
  },
  GR237: {
    title: "A DestinationRule's TLS mode contradicts the PeerAuthentication",
    like: ["KIA0205", "KIA0206", "KIA0207", "KIA0208"],
    help: "Callers and pods would not speak the same protocol: every call would fail with 503.",
  },
} as const satisfies Record<string, CodeInfo>;

/** GR240 to GR249: differences between clusters, and two objects of one name. */
const parityCodes = {
  GR240: {
    title: "An object is not the same in every primary cluster",
    like: [],
    help: "Each proxy reads the objects of its own cluster: calls would behave differently in each cluster.",
  },
  GR241: {
    title: "Routes differ between primary clusters in more than weights",
    like: [],
    help: "Each proxy reads the routes of its own cluster: a request would take another route in each cluster.",
  },
  GR242: {
    title: "Weights differ between primary clusters",
    like: [],
    help: "A change has reached only some of them: this is a partial rollout.",
    severity: "info",
  },
  GR243: {
    title: "Two planned objects have one kind, namespace and name",
    like: [],
    help: "One would overwrite the other.",
  },
  GR244: {
    title: "The pods of a version differ between clusters in what selects or reaches them",
    like: ["IST0170"],
    help: "One Service and one subset select the pods of all clusters: calls would miss the pods of some of them.",
  },
} as const satisfies Record<string, CodeInfo>;

/**
 * GR200 and GR220 to GR249: unreadable stack files, and findings in planned objects other than
 * routes.
 */
export const plannedObjectCodes = {
  ...fileCodes,
  ...hostCodes,
  ...workloadCodes,
  ...parityCodes,
} as const;
