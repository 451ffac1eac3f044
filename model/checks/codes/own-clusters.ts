// The codes of mistakes in what single clusters have of their own.
import type { CodeInfo } from "./info";

/** GR190 to GR199: settings of single clusters. */
export const ownClusterCodes = {
  GR190: {
    title: "A cluster has settings for a version that it does not run",
    like: [],
    help: "The settings would have no effect.",
  },
  GR191: {
    title: "A setting must be the same in every cluster",
    like: ["IST0170"],
    help: "The clusters of a mesh share Services, subsets and policies: calls would behave differently in each cluster.",
  },
  GR192: {
    title: "A cluster has settings for a version that is not declared",
    like: [],
    help: "The settings would have no effect.",
  },
  GR193: {
    title: "A remote cluster has weights or lanes of its own",
    like: [],
    help: "The mesh reads routes in primary clusters only, so they have no effect.",
    severity: "warning",
  },
} as const satisfies Record<string, CodeInfo>;
