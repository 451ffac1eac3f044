// The codes of mistakes in the objects that a release brings beside its own.
import type { CodeInfo } from "./info";

/** GR030 to GR039: mistakes in the entries of `manifests`. */
export const manifestCodes = {
  GR030: {
    title: "A file of manifests can't be used",
    like: [],
    help: "The release would lack the objects that its pods need.",
  },
  GR031: {
    title: "An object lacks what every object has",
    like: ["IST0106"],
    help: "An API server would refuse it, in the middle of an update.",
  },
  GR032: {
    title: "An object is of a kind that the release makes itself",
    like: [],
    help: "Both would decide about the same requests, and only one of them takes part in the order of updates and in aborts.",
  },
  GR033: {
    title: "A Secret stands in plain text",
    like: [],
    help: "Its data would be readable in the repository, in the stack's state and in previews.",
  },
  GR034: {
    title: "An object reaches beyond the release",
    like: [],
    help: "It would change what others run, and would be deleted together with this release.",
  },
  GR035: {
    title: "An object carries what only a cluster sets",
    like: [],
    help: "The values belong to one object in one cluster, and an API server refuses them in an apply.",
  },
  GR036: {
    title: "An object occurs twice in a cluster",
    like: [],
    help: "One would overwrite the other.",
  },
  GR037: {
    title: "An object is meant for a cluster that is not declared",
    like: [],
    help: "It would be applied nowhere.",
  },
  GR038: {
    title: "A Service of the release selects the pods of another object",
    like: [],
    help: "They would get requests that are meant for the versions of the service.",
  },
} as const satisfies Record<string, CodeInfo>;
