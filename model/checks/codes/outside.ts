// The codes of mistakes in destinations outside of the release.
import type { CodeInfo } from "./info";

/** GR340 to GR343: names, hosts, and what fits together. */
export const outsideCodes = {
  GR340: {
    title: "A destination outside has the name of a version",
    like: [],
    help: "Weights, routes and cookies could not say which of the two they mean.",
  },
  GR341: {
    title: "A share goes to a host that proxies can't find, or that the release has itself",
    like: ["IST0101"],
    help: "Proxies know Services by their full names, and other hosts by ServiceEntries alone.",
  },
  GR342: {
    title: "Settings of a destination outside do not fit together",
    like: [],
    help: "Proxies would not reach the host, or would speak another protocol than the host does.",
  },
  GR343: {
    title: "Copies go to a host that needs a host header of its own",
    like: [],
    help: "Istio changes the header of requests, and not that of their copies.",
  },
} as const satisfies Record<string, CodeInfo>;
