// The codes of findings in the numbers of pods: autoscalers and disruption budgets.
import type { CodeInfo } from "./info";

/** GR260 to GR269, and GR370 to GR373: autoscalers and disruption budgets. */
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
  GR370: {
    title: "An autoscaler has a metric or a behavior that API servers refuse",
    like: [],
    help: "The update would end in the middle, when an API server refuses the autoscaler.",
  },
  GR371: {
    title: "A version is prescaled beyond the limits of its autoscaler",
    like: [],
    help: "The autoscaler keeps the number of pods between min and max, so prescale would have no effect, or another one.",
  },
  GR372: {
    title: "An autoscaler has two targets for one metric",
    like: [],
    help: "The autoscaler takes the larger number of pods, so one of the two targets has no effect.",
    severity: "warning",
  },
  GR373: {
    title: "An autoscaler measures a container that its pods do not have",
    like: [],
    help: "The autoscaler never learns how busy the pods are, and never changes their number for this metric.",
    severity: "warning",
  },
} as const satisfies Record<string, CodeInfo>;
