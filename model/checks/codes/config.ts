// The codes of mistakes in the form of a declaration, and in a stack's config.
import type { CodeInfo } from "./info";

/** GR001 to GR019: mistakes in single values, names and clusters. */
export const configCodes = {
  GR001: {
    title: "A value has another form than the declaration allows",
    like: ["IST0106"],
    help: "An API server would refuse the value, or read it as something else than you meant.",
  },
  GR002: {
    title: "A key is missing",
    like: ["IST0106"],
    help: "Without the key the program can't plan the release, and a default would be a guess.",
  },
  GR003: {
    title: "A key is not known",
    like: ["IST0106"],
    help: "The program does not read the key, so the setting that you meant would silently stay as it is.",
  },
  GR004: {
    title: "A name has another form than Kubernetes or Istio allows",
    like: ["IST0106"],
    help: "The name becomes part of an object or a label, which an API server would refuse.",
  },
  GR005: {
    title: "A name is one that JavaScript objects have already",
    like: [],
    help: "The program could not tell the name from a property that every object has, and might overlook the entry.",
  },
  GR006: {
    title: "A preset is not known",
    like: [],
    help: "Without a release there is nothing to plan.",
  },
  GR007: {
    title: "There are no clusters",
    like: [],
    help: "Without a cluster the release can run nowhere.",
  },
  GR008: {
    title: "Two clusters have one name",
    like: [],
    help: "Their resources would have the same Pulumi names.",
  },
  GR009: {
    title: "No cluster is primary",
    like: [],
    help: "The mesh reads its routes from primary clusters only: without one, the weights would have no effect.",
  },
  GR010: {
    title: "A service is named that is not declared",
    like: ["KIA1101", "IST0101"],
    help: "The setting would have no effect.",
  },
  GR011: {
    title: "A new version has no image",
    like: [],
    help: "Without an image no pod can run as this version.",
  },
  GR012: {
    title: "A lane is named that is not declared",
    like: [],
    help: "Its percentage would send no request into any lane.",
  },
  GR013: {
    title: "A kubeconfig is in plain text",
    like: [],
    help: "Every reader of the stack file or the state can use the cluster.",
  },
  GR014: {
    title: "A cluster is reached in two ways",
    like: [],
    help: "The program can't know which of them you mean, and they may lead to two clusters.",
  },
  GR015: {
    title: "A cluster can't be reached in any way",
    like: [],
    help: "The program can't release anything to the cluster.",
  },
  GR016: {
    title: "A kubeconfig can't be used",
    like: [],
    help: "The program can't reach the cluster with this kubeconfig.",
  },
  GR017: {
    title: "A context is not in the kubeconfig",
    like: [],
    help: "The program can't reach the cluster by that name.",
  },
  GR018: {
    title: "The objects of a version have another name than the version",
    like: [],
    help: "Names of objects are in lower case: kubectl shows the Deployment under another name than the config.",
    severity: "info",
  },
  GR019: {
    title: "The stack's weights replace other weights of its release",
    like: [],
    help: "Readers of the release take its weights for those in effect, and a removed key of the stack would bring them back.",
    severity: "info",
  },
} as const satisfies Record<string, CodeInfo>;
