// The codes about the pods of versions: titles, help texts and severities.
import type { CodeInfo } from "./info";

/** GR160 to GR169: mistakes in what a declaration says about pods. */
const declaredCodes = {
  GR160: {
    title: "A pod has two fields of which Kubernetes takes one",
    like: [],
    help: "An API server refuses the pods.",
  },
} as const satisfies Record<string, CodeInfo>;

/** All codes about pods. */
export const podCodes = declaredCodes;
