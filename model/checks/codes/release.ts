// The codes of mistakes in the services, versions, weights and pods of a declaration.
import type { CodeInfo } from "./info";

/** GR101 to GR119: mistakes in services and in their versions. */
export const releaseCodes = {
  GR101: {
    title: "A release has no service",
    like: [],
    help: "A release without a service releases nothing.",
  },
  GR102: {
    title: "A service has no version",
    like: ["IST0173"],
    help: "Its Service would select no pods.",
  },
  GR103: {
    title: "A version is placed in an unknown cluster",
    like: [],
    help: "It would not run where it was meant to.",
  },
  GR104: {
    title: "Two versions have objects of one name",
    like: ["KIA0201"],
    help: "One of them would overwrite the Deployment and the subset of the other.",
  },
  GR105: {
    title: "A cluster and a service join to the name of another pair",
    like: [],
    help: "Two resources would have one Pulumi name.",
  },
  GR106: {
    title: "Weights do not add up to 100",
    like: [],
    help: "Istio takes weights relative to their sum, so each version would get another share than the one written.",
  },
  GR107: {
    title: "A version is named that is not declared",
    like: ["KIA1107", "IST0101"],
    help: "The route would name a subset that does not exist, and its requests would fail with 503.",
  },
  GR108: {
    title: "Traffic is sent to a version that runs nowhere",
    like: ["KIA1107", "KIA0203", "IST0101", "IST0173"],
    help: "The version has no subset, and its requests would fail with 503.",
  },
  GR109: {
    title: "Traffic is sent to a version without pods",
    like: ["KIA0203", "IST0173"],
    help: "Its subset selects no pods, and its requests would fail with 503.",
  },
  GR110: {
    title: "Weights by origin on a service that the gateway does not lead to",
    like: ["IST0140"],
    help: "No request would ever come through the gateway, so the gateway's weights would have no effect.",
  },
  GR111: {
    title: "A port's name does not fit its protocol",
    like: ["KIA0601", "IST0118"],
    help: "Istio reads the protocol from the name, and would treat the traffic as another one.",
  },
  GR112: {
    title: "A TCP service has a field that only HTTP services can have",
    like: [],
    help: "Istio can't look into the bytes of a TCP connection, so the field would have no effect.",
  },
  GR113: {
    title: "A service follows one that it can't follow",
    like: [],
    help: "No call would ever match.",
  },
  GR114: {
    title: "A mirror copies to the only version that gets the traffic",
    like: [],
    help: "Istio would copy no request, because the version answers all the requests already.",
  },
  GR115: {
    title: "Pods without sidecars can't demand mutual TLS",
    like: [],
    help: "A sidecar takes and checks the caller's certificate; in a pod without a sidecar the demand has no effect.",
  },
  GR116: {
    title: "Overrides of a pod change the labels that identify its version",
    like: [],
    help: "The Service and the subset select pods by these labels, so the pods would get no requests, or those of others.",
  },
  GR117: {
    title: "Pods are killed before they have drained",
    like: [],
    help: "The time to end covers the drain, too; an API server refuses a drain that is longer.",
  },
  GR118: {
    title: "The stable version of a service runs nowhere",
    like: [],
    help: "An abort could not bring the traffic back to it.",
  },
  GR119: {
    title: "A version has a number of pods and an autoscaler",
    like: [],
    help: "The release and the autoscaler would both set the number, and each would undo what the other did.",
  },
} as const satisfies Record<string, CodeInfo>;
