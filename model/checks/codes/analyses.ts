// The codes of mistakes in the analyses of a rollout.
import type { CodeInfo } from "./info";

/** GR521 to GR528. */
export const analysisCodes = {
  GR521: {
    title: "An analysis runs a template that the rollout does not declare",
    like: [],
    help: "The rollout would hold at its step, because it could not know what to measure.",
  },
  GR522: {
    title: "Two analyses, or two metrics of one, have one name",
    like: [],
    help: "The record keeps what was seen under these names, so that counts of both would be added up.",
  },
  GR523: {
    title: "An argument of an analysis has no value, or nothing takes it",
    like: [],
    help: "A query with braces in it is no PromQL. Argo Rollouts runs no such template either.",
  },
  GR524: {
    title: "A metric of a template can't be measured as it is written",
    like: [],
    help: "Each measurement would end in an error, and some errors in a row end the rollout.",
  },
  GR525: {
    title: "An analysis can never decide",
    like: [],
    help: "It would hold the rollout at its step until its deadline, every time, or watch nothing.",
  },
  GR526: {
    title: "An analysis compares where one of the versions has no requests",
    like: [],
    help: "Without requests nothing is known, so that the analysis holds until its deadline, and then does what `onInconclusive` says.",
    severity: "warning",
  },
  GR527: {
    title: "The analyses of a plan often take a good version back",
    like: [],
    help: "Each comparison may be wrong as often as `falseAlarms` says, and a plan with many of them is wrong more often.",
    severity: "warning",
  },
  GR528: {
    title: "An analysis needs very many requests before it can pass",
    like: [],
    help: "The smaller a difference is, the more requests it takes to show that there is none.",
    severity: "warning",
  },
} as const satisfies Record<string, CodeInfo>;
