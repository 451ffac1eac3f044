import type { CodeInfo } from "./info";

/** GR201 to GR209: where routes lead, and what stands there. */
const destinationCodes = {
  GR201: {
    title: "A route names a subset that no DestinationRule has",
    like: ["KIA1107", "IST0101"],
    help: "Istio has no such cluster of pods: every request of the route would fail with 503.",
  },
  GR202: {
    title: "A route names a host without a Service",
    like: ["KIA1101", "IST0101"],
    help: "There is nobody to answer: every request of the route would fail with 503.",
  },
  GR203: {
    title: "A route names a port that its Service does not have",
    like: ["KIA1101", "IST0112"],
    help: "Istio has no such cluster of pods: every request of the route would fail with 503.",
  },
  GR204: {
    title: "A route leads nowhere",
    like: ["KIA1107", "IST0101", "IST0106"],
    help: "Istio refuses the whole VirtualService, and with it every route of the service.",
  },
  GR205: {
    title: "Two DestinationRules have one subset of a host",
    like: ["KIA0201"],
    help: "The first one wins and the other is dropped, whichever that is.",
    severity: "warning",
  },
  GR206: {
    title: "A subset has no labels",
    like: ["KIA0209"],
    help: "It selects the pods of all versions, so its requests are not answered by one of them.",
    severity: "warning",
  },
  GR207: {
    title: "A route names a subset without pods",
    like: ["KIA0203", "IST0173"],
    help: "No pod in any cluster has its labels: its requests would fail with 503.",
  },
  GR208: {
    title: "A subset without pods, which no route names",
    like: ["KIA0203", "IST0173"],
    help: "Nothing fails now; a route that names it before it has pods would.",
    severity: "info",
  },
  GR209: {
    title: "A DestinationRule is for a host without a Service",
    like: ["KIA0202", "IST0174"],
    help: "It acts on nothing, so no subset of it can be reached.",
    severity: "warning",
  },
} as const satisfies Record<string, CodeInfo>;

/** GR210 to GR219: how routes split requests, their order, and who hands them on. */
const routingCodes = {
  GR210: {
    title: "The weights of a route have the sum 0",
    like: ["IST0106"],
    help: "Istio refuses the whole VirtualService, and with it every route of the service.",
  },
  GR211: {
    title: "The weights of a route have another sum than 100 or 10000",
    like: [],
    help: "Istio takes weights relative to their sum, so each version gets another share than the one written.",
    severity: "warning",
  },
  GR212: {
    title: "A single destination has a weight",
    like: ["KIA1104"],
    help: "It gets all requests, whatever the weight says.",
    severity: "warning",
  },
  GR213: {
    title: "A route names a host and subset twice",
    like: ["KIA1105"],
    help: "The two shares are added up, so the version gets more than each of them says.",
    severity: "warning",
  },
  GR214: {
    title: "A route is never reached",
    like: ["IST0130"],
    help: "The routes before it take every request that it could take.",
    severity: "warning",
  },
  GR215: {
    title: "A condition of a route repeats that of an earlier one",
    like: ["IST0131"],
    help: "It never holds first; the other conditions of the route still do.",
    severity: "info",
  },
  GR216: {
    title: "A route delegates to a VirtualService that does not exist",
    like: [],
    help: "Requests of the route would be answered with 404.",
  },
  GR217: {
    title: "Istio drops a route because it contradicts the one that delegates to it",
    like: ["IST0130"],
    help: "Only istiod's log says so; its requests are taken by the routes behind it, or answered with 404.",
  },
  GR218: {
    title: "Nobody delegates to a VirtualService without hosts",
    like: [],
    help: "None of its routes ever acts.",
    severity: "warning",
  },
  GR219: {
    title: "A condition on the caller's labels stands beside one on gateways",
    like: [],
    help: "Istio does not look at the labels of an HTTP match that names gateways, so it would take all callers.",
  },
} as const satisfies Record<string, CodeInfo>;

/** GR220 to GR229: gateways and hosts. */
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

/** GR200 to GR249: what is found in a stack file as a whole, and in the objects that are planned from it. */
export const preflightCodes = {
  GR200: {
    title: "A stack file can't be read",
    like: [],
    help: "Nothing of it is known, so nothing of it can be checked.",
  },
  ...destinationCodes,
  ...routingCodes,
  ...hostCodes,
  ...workloadCodes,
  ...parityCodes,
} as const satisfies Record<string, CodeInfo>;
