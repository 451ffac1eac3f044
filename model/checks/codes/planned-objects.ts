import type { CodeInfo } from "./info";

/** GR200: the stack file as a whole. */
const fileCodes = {
  GR200: {
    title: "A stack file can't be read",
    like: [],
    help: "Nothing of it is known, so nothing of it can be checked.",
  },
} as const satisfies Record<string, CodeInfo>;

/** GR220 to GR229: gateways, hosts, and who hands requests on. */
const hostCodes = {
  GR220: {
    title: "A VirtualService names a Gateway that does not exist",
    like: ["KIA1102", "IST0101"],
    help: "No request from outside would reach its routes.",
  },
  GR221: {
    title: "A Gateway is somebody else's",
    like: ["KIA1102", "IST0101"],
    help: "Whether it exists and serves the hosts can't be known from the plan.",
    severity: "info",
  },
  GR222: {
    title: "A VirtualService has a host that its Gateway does not serve",
    like: ["IST0132"],
    help: "Requests for the host would be answered with 404 before any route is looked at.",
  },
  GR223: {
    title: "Two VirtualServices have one host inside the mesh",
    like: ["IST0109", "KIA1106"],
    help: "Sidecars take the routes of one of them only, and which one is undefined.",
  },
  GR224: {
    title: "Two VirtualServices have one host at a Gateway",
    like: ["KIA1106"],
    help: "Their routes are put together in an undefined order.",
    severity: "warning",
  },
  GR225: {
    title: "Two servers of a gateway have one port and host",
    like: ["KIA0301", "IST0145"],
    help: "Only one of them would be listened for.",
  },
  GR226: {
    title: "Calls from inside the mesh are not split",
    like: ["IST0140"],
    help: "The host * is refused inside the mesh: calls from there reach all versions in proportion to their pods.",
    severity: "info",
  },
  GR227: {
    title: "A route delegates to a VirtualService that does not exist",
    like: [],
    help: "Requests of the route would be answered with 404.",
  },
  GR228: {
    title: "Istio drops a route because it contradicts the one that delegates to it",
    like: ["IST0130"],
    help: "Only istiod's log says so; its requests are taken by the routes behind it, or answered with 404.",
  },
  GR229: {
    title: "Nobody delegates to a VirtualService without hosts",
    like: [],
    help: "None of its routes ever acts.",
    severity: "warning",
  },
} as const satisfies Record<string, CodeInfo>;

/** GR230 to GR239: workloads and how they are reached. */
const workloadCodes = {
  GR230: {
    title: "A Service's port name does not begin with a protocol",
    like: ["KIA0601", "IST0118"],
    help: "Istio would have to guess the protocol, and HTTP routes need not act.",
  },
  GR231: {
    title: "A Service's port leads to none that a Deployment exposes",
    like: ["KIA0701"],
    help: "Connections would be refused by pods that do not listen there.",
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
    help: "Istio takes Services of one name as one: which of the two forms acts is undefined.",
    severity: "warning",
  },
  GR234: {
    title: "Pods lack the labels app and version",
    like: [],
    help: "Telemetry can't tell their version, and subsets and routes by caller can't select them.",
    severity: "warning",
  },
  GR235: {
    title: "A namespace does not ask for sidecars",
    like: ["IST0102"],
    help: "Its pods would get no sidecar: mutual TLS fails, and no route acts on their calls.",
  },
  GR236: {
    title: "A namespace asks for sidecars in two ways",
    like: ["IST0123"],
    help: "The label istio-injection wins over istio.io/rev, so another revision may inject than the one meant.",
    severity: "warning",
  },
  GR237: {
    title: "A DestinationRule's TLS mode contradicts the PeerAuthentication",
    like: ["KIA0205", "KIA0206", "KIA0207", "KIA0208"],
    help: "Callers and pods would not speak the same: every call would fail with 503.",
  },
} as const satisfies Record<string, CodeInfo>;

/** GR240 to GR249: clusters compared with each other. */
const parityCodes = {
  GR240: {
    title: "An object is not the same in every primary cluster",
    like: [],
    help: "Each proxy reads the objects of its own cluster: calls would be treated differently from place to place.",
  },
  GR241: {
    title: "Routes differ between primary clusters in more than weights",
    like: [],
    help: "Each proxy reads the routes of its own cluster: a request would go elsewhere from place to place.",
  },
  GR242: {
    title: "Weights differ between primary clusters",
    like: [],
    help: "A change has reached only some of them; that is what a wave looks like.",
    severity: "info",
  },
  GR243: {
    title: "Two planned objects have one kind, namespace and name",
    like: [],
    help: "One would overwrite the other.",
  },
} as const satisfies Record<string, CodeInfo>;

/** GR200 and GR220 to GR249: what is found in a stack file, and in the other objects that are planned from it. */
export const plannedObjectCodes = {
  ...fileCodes,
  ...hostCodes,
  ...workloadCodes,
  ...parityCodes,
} as const;
