// The codes of mistakes in labels, selectors, strategies, and the settings of Services.
import type { CodeInfo } from "./info";

/** GR180 to GR189: mistakes in the labels and annotations of a declaration. */
const declaredCodes = {
  GR180: {
    title: "A service selects by a label that tells its versions apart",
    like: [],
    help: "Its Service would leave out the pods of all other versions, so their subsets would have no pods.",
  },
  GR181: {
    title: "A selector has no label",
    like: ["KIA0701"],
    help: "The Service would select no pods.",
  },
  GR182: {
    title: "A strategy lets Kubernetes replace no pod",
    like: [],
    help: "With neither a pod more nor a pod less an API server refuses the Deployment.",
  },
  GR183: {
    title: "An annotation belongs to the engine",
    like: [],
    help: "It would change how the engine writes the object, and whether an update waits for its pods.",
  },
} as const satisfies Record<string, CodeInfo>;

/** GR270 to GR279: findings about selectors, strategies and types of the planned objects. */
const plannedCodes = {
  GR270: {
    title: "A subset selects the pods of another version",
    like: [],
    help: "Requests for one version would reach the other one, whatever the weights say.",
  },
  GR271: {
    title: "A Service selects the pods of another service",
    like: [],
    help: "Its callers would reach an application that they do not mean.",
  },
  GR272: {
    title: "The selector of a Deployment fits the pods of other versions",
    like: [],
    help: "Requests do not go astray, but autoscalers and disruption budgets of this version count the pods of the others.",
    severity: "warning",
  },
  GR273: {
    title: "A strategy leaves no pod ready while pods are replaced",
    like: [],
    help: "Requests to this version fail from the end of its old pods until the first new one is ready.",
    severity: "warning",
  },
  GR274: {
    title: "A Service is reached past the gateway",
    like: [],
    help: "Nodes send such connections to any pod of the service, in proportion to pods and not to weights.",
    severity: "warning",
  },
} as const satisfies Record<string, CodeInfo>;

/** All codes about labels, selectors, strategies, and the settings of Services. */
export const selectionCodes = { ...declaredCodes, ...plannedCodes } as const;
