import type { CodeInfo } from "./info";

/** GR001 to GR019: what a declaration or a stack's config may hold at all. */
export const configCodes = {
  GR001: {
    title: "A value has another form than the declaration allows",
    like: ["IST0106"],
    help: "The value would be refused by an API server, or be read as something else than it was meant for.",
  },
  GR002: {
    title: "A key is missing",
    like: ["IST0106"],
    help: "Without it there is nothing to plan, and a default would be a guess.",
  },
  GR003: {
    title: "A key is not known",
    like: ["IST0106"],
    help: "Nothing reads it, so what it was meant to change would silently stay as it is.",
  },
  GR004: {
    title: "A name has another form than Kubernetes or Istio allows",
    like: ["IST0106"],
    help: "The name becomes part of an object or a label, which an API server would refuse.",
  },
  GR005: {
    title: "A name is one that JavaScript objects have already",
    like: [],
    help: "The program could not tell it from a property that every object has, and might overlook what it names.",
  },
  GR006: {
    title: "A blueprint is not known",
    like: [],
    help: "There is no release to plan.",
  },
  GR007: {
    title: "There are no clusters",
    like: [],
    help: "There is nowhere to release to.",
  },
  GR008: {
    title: "Two clusters have one name",
    like: [],
    help: "Their resources would have the same Pulumi names.",
  },
  GR009: {
    title: "No cluster is primary",
    like: [],
    help: "The mesh reads its routes from primary clusters only: without one, the weights would hold nowhere.",
  },
  GR010: {
    title: "A service is named that is not declared",
    like: ["KIA1101", "IST0101"],
    help: "What is said about it would hold for nothing.",
  },
  GR011: {
    title: "A new version has no image",
    like: [],
    help: "There would be nothing to run as this version.",
  },
  GR012: {
    title: "A lane is named that is not declared",
    like: [],
    help: "Its percent would send nobody into any lane.",
  },
  GR013: {
    title: "A kubeconfig stands in plain text",
    like: [],
    help: "Whoever reads the stack file or the state can use the cluster.",
  },
  GR014: {
    title: "A cluster is reached in two ways",
    like: [],
    help: "It is open which of them is used, and they may lead to two clusters.",
  },
  GR015: {
    title: "A cluster can't be reached in any way",
    like: [],
    help: "Nothing can be released to it.",
  },
  GR016: {
    title: "A kubeconfig can't be used",
    like: [],
    help: "The cluster can't be reached with it.",
  },
  GR017: {
    title: "A context is not in the kubeconfig",
    like: [],
    help: "The cluster can't be reached by that name.",
  },
} as const satisfies Record<string, CodeInfo>;
