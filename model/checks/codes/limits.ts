// The codes of limits that a team sets for the changes of a stack, in the key `limits`.
import type { CodeInfo } from "./info";

/** GR400 to GR411. */
export const limitCodes = {
  GR400: {
    title: "A version would gain more requests in one update than the limit allows",
    like: [],
    help: "The team wants to see how a version does with few requests before it gets many: an error in it reaches few users then.",
  },
  GR401: {
    title: "Only a return to the stable version may move so many requests at once",
    like: [],
    help: "Two files don't show which version is the stable one. An update asks the clusters, and stops unless this is it.",
    severity: "warning",
  },
  GR402: {
    title: "A version gets requests by weights with fewer pods than the limit asks for",
    like: [],
    help: "One pod that fails or is drained would take all requests of the version with it.",
  },
  GR403: {
    title: "A gateway serves a host name that the limits don't allow",
    like: [],
    help: "Requests for a name that belongs to others would reach this release.",
  },
  GR404: {
    title: "A gateway serves a wildcard that the limits don't allow",
    like: [],
    help: "Requests for names that nobody thought of would reach this release.",
  },
  GR405: {
    title: "An image comes from a registry that the limits don't allow",
    like: [],
    help: "Nobody has looked at what such a registry serves, and it may be away when pods start.",
  },
  GR406: {
    title: "Pods take requests without mutual TLS",
    like: [],
    help: "Others in the network could read and forge such requests, and no policy on callers could tell who sent them.",
  },
  GR407: {
    title: "Primary clusters split requests differently",
    like: [],
    help: "Users would get another mix of versions, depending on the cluster that they reach.",
  },
  GR408: {
    title: "The update falls into a time in which the stack must not change",
    like: [],
    help: "An update stops. A preview and `gray diff` warn, because the update may come later.",
  },
  GR409: {
    title: "A limit can't be compared with a cluster",
    like: [],
    help: "The update may not read the routes of the cluster, so nobody knows what a version would gain there.",
  },
  GR410: {
    title: "Weights would change without the rollout that the limits ask for",
    like: [],
    help: "All of these requests would move at once, in all clusters, and nobody could look in between.",
  },
  GR411: {
    title: "A step of the rollout is larger than the limit allows",
    like: [],
    help: "The team wants to see how a version does with few requests before it gets many: an error in it reaches few users then.",
  },
} as const satisfies Record<string, CodeInfo>;

/** Whether a code is one of a limit. */
export function isLimitCode(code: string): boolean {
  return Object.hasOwn(limitCodes, code);
}
