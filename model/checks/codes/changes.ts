// The codes of what a change of a stack would do, which no single stack file shows.
import type { CodeInfo } from "./info";

/** GR380 to GR389: changes from one plan to another. `gray diff` and updates find them. */
export const changeCodes = {
  GR380: {
    title: "One update can't make this change without losing requests",
    like: [],
    help: "An update writes each object once, and deletes after all writes; so some changes need two updates. It refuses the change, and changes nothing.",
  },
} as const satisfies Record<string, CodeInfo>;
