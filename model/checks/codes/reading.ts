// The codes of mistakes in the text of a stack file, which readers would not take the same way.
import type { CodeInfo } from "./info";

/** GR020 to GR029: the text of a stack file. */
export const readingCodes = {
  GR020: {
    title: "A value or a key without quotes is not the same for every reader",
    like: [],
    help: "The engine would hand the program another release than the one that you see in the file.",
  },
  GR021: {
    title: "A secret stands where only kubeconfigs may be secret",
    like: [],
    help: "The value would stand in plain text in the objects of the clusters and in the state.",
  },
  GR022: {
    title: "The config is too large for the engine",
    like: [],
    help: "The engine hands the whole config to the program in one environment variable, and could not start it.",
  },
} as const satisfies Record<string, CodeInfo>;
