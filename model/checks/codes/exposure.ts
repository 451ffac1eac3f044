// The codes of mistakes in the way from the gateway to services: hosts, paths, ports.
import type { CodeInfo } from "./info";

/** GR140 to GR149: mistakes in the gateway and in the services that it exposes. */
export const exposureCodes = {
  GR140: {
    title: "A service is exposed in a release without a gateway",
    like: ["KIA1102", "IST0101"],
    help: "Its VirtualService would name a Gateway that does not exist.",
  },
  GR141: {
    title: "A service is exposed under a host that the gateway does not serve",
    like: ["IST0132"],
    help: "The gateway would answer requests for the host with 404 before it looks at any route.",
  },
  GR142: {
    title: "Two services are exposed under one host and path",
    like: ["KIA1106", "IST0130", "IST0131"],
    help: "One of the two would get no requests.",
  },
  GR143: {
    title: "A path condition does not fit the paths under which its service is exposed",
    like: ["IST0130"],
    help: "Istio drops a delegate's route that conflicts with the path of its root VirtualService, without a message.",
  },
  GR144: {
    title: "An exposed port does not fit the service's protocol",
    like: ["KIA0301", "IST0145"],
    help: "HTTP services share the gateway's port, which tells them apart by host and path; a TCP service needs a port of its own.",
  },
  GR145: {
    title: "Two protocols or services use one port of the gateway",
    like: ["KIA0301", "IST0145"],
    help: "The gateway would listen for only one of the two.",
  },
  GR146: {
    title: "Two VirtualServices have one name",
    like: ["KIA1106", "IST0109"],
    help: "One would overwrite the other.",
  },
  GR147: {
    title: "A gateway of another owner has fields that only a gateway of the release can have",
    like: [],
    help: "The fields would have no effect, because the release does not make this Gateway.",
  },
  GR148: {
    title: "A host is part of another host of the same service",
    like: [],
    help: "Istio refuses the whole VirtualService, and with it every route of the service.",
  },
} as const satisfies Record<string, CodeInfo>;
