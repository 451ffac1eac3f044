// The codes of updates that do not go with a rollout. Updates find them: only clusters know.
import type { CodeInfo } from "../info";

/** GR530 to GR539. */
export const rolloutUpdateCodes = {
  GR530: {
    title: "The stack lacks a version that still gets requests",
    like: [],
    help: "Weights move in steps. A version that leaves the stack together with the change of the weights would take its requests along.",
  },
  GR531: {
    title: "The stack declares other weights than those to which the running rollout goes",
    like: [],
    help: "A rollout has one goal. Steps to two goals would move the same requests back and forth.",
  },
  GR532: {
    title: "The stack declares another plan than that of the running rollout",
    like: [],
    help: "Nobody could say at which step of the new plan the rollout stands.",
  },
  GR533: {
    title: "The stack has other primary clusters than the running rollout",
    like: [],
    help: "The rollout would never reach a cluster that came later, and would wait for one that has gone.",
  },
  GR534: {
    title: "The stack changes the pods of a version that a running rollout gives requests",
    like: [],
    help: "What gates measured before is true of the old pods only.",
  },
  GR535: {
    title: "The record of a rollout can't be read",
    like: [],
    help: "An update that does not know where a rollout stands could move requests back.",
  },
  GR536: {
    title: "The weights of a cluster can't be read",
    like: [],
    help: "An update keeps the weights that the cluster has, because only steps of the rollout move them.",
  },
  GR537: {
    title: "The stack declares no rollout while one holds the weights of its clusters",
    like: [],
    help: "An ordinary update moves all weights at once, and a rollout moves them step by step.",
  },
} as const satisfies Record<string, CodeInfo>;
