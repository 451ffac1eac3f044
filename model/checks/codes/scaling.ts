// The codes of findings in the numbers of pods: autoscalers and disruption budgets.
import type { CodeInfo } from "./info";

/** GR260 to GR259: autoscalers and disruption budgets of planned versions. */
export const scalingCodes = {
  GR260: {
    title: "An autoscaler has a min above its max",
    like: [],
    help: "An API server refuses the autoscaler.",
  },
  GR261: {
    title: "An autoscaler has a target in percent of requests that are missing",
    like: [],
    help: "The autoscaler can't tell how busy the pods are, and never changes their number.",
    severity: "warning",
  },
  GR262: {
    title: "An autoscaled version gets no traffic",
    like: [],
    help: "Its autoscaler takes it down to the fewest pods, which are too few for a large share at once.",
    severity: "info",
  },
  GR263: {
    title: "A disruption budget asks for more pods than there are",
    like: [],
    help: "It can never be met: no node with such a pod can be drained.",
  },
  GR264: {
    title: "A disruption budget lets no pod go",
    like: [],
    help: "No node with such a pod can be drained, so an upgrade of the cluster stops there.",
    severity: "warning",
  },
} as const satisfies Record<string, CodeInfo>;
