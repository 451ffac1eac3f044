// The codes of mistakes in the key `rollout`, and in what its analyses ask.
import type { CodeInfo } from "../info";

/** GR500 to GR528. */
export const rolloutCodes = {
  GR500: {
    title: "A wave names a cluster that the stack does not have",
    like: [],
    help: "The wave would do nothing there, and the clusters that it means would keep their weights.",
  },
  GR501: {
    title: "A wave names a remote cluster",
    like: [],
    help: "Proxies of a remote cluster read their routes from a primary one, so no step could move weights there alone.",
  },
  GR502: {
    title: "A primary cluster is in no wave",
    like: [],
    help: "It would keep the weights from before the rollout, and nobody would see that.",
  },
  GR503: {
    title: "A cluster is in waves twice",
    like: [],
    help: "Its second wave would take traffic back to the first step.",
  },
  GR504: {
    title: "A service is in the order of a rollout twice",
    like: [],
    help: "Its second group would take traffic back to the first step.",
  },
  GR505: {
    title: "A step sets a smaller weight than the step before it",
    like: [],
    help: "Traffic goes back on the way. An order like this is rarely meant.",
    severity: "warning",
  },
  GR506: {
    title: "A rollout has a header route and a mirror route of one name",
    like: [],
    help: "A step would replace a route of the other kind, and a later one remove it.",
  },
  GR507: {
    title: "A step removes a route that no step before it sets",
    like: [],
    help: "The step would do nothing, and the route that it means would stay until the goal is set.",
  },
  GR508: {
    title: "A rollout sets a route whose name another route of a service has",
    like: [],
    help: "Two routes of one name in a VirtualService can't be told apart in metrics and logs.",
  },
  GR509: {
    title: "A step scales versions whose pods an autoscaler or somebody else decides",
    like: [],
    help: "The step leaves their number as it is.",
    severity: "warning",
  },
  GR510: {
    title: "A rollout routes by headers where all services take connections alone",
    like: [],
    help: "Istio does not look into connections, so the route would take none.",
  },
  GR511: {
    title: "A mirror route copies requests to one of several versions that gain traffic",
    like: [],
    help: "Istio copies a request to one destination. The version that gains most gets the copies, and the others get none.",
    severity: "warning",
  },
  GR512: {
    title: "The pauses of a rollout take longer than its deadline",
    like: [],
    help: "Traffic would go back before the last step, every time.",
  },
  GR513: {
    title: "A rollout counts skipped clusters and skips none",
    like: [],
    help: "It waits for a cluster that can't be reached, so there is nothing to count.",
  },
  GR514: {
    title: "A webhook has no address that can be asked",
    like: [],
    help: "The rollout would wait at this step. What stands in an address is in plain text in the record, in previews and in logs.",
  },
  GR515: {
    title: "A step leads requests to versions to which it left no pods",
    like: [],
    help: "The proxies would answer these requests with 503 themselves.",
  },
  GR516: {
    title: "A mirror route has a share and no match",
    like: [],
    help: "In Argo Rollouts a mirror route without a match is removed, and elsewhere it takes all requests.",
  },
  GR517: {
    title: "A secret that rollouts use is in plain text",
    like: [],
    help: "Every reader of the stack file could sign a question to a webhook, and so let a server start what only a rollout may, or ask a metrics server.",
  },
  GR518: {
    title: "A rollout has an analysis, and a cluster has no metrics server",
    like: [],
    help: "Requests of pods in that cluster would not be counted, so that a version that is bad there alone would pass.",
  },
  GR519: {
    title: "A metrics server can't be asked as it is declared",
    like: [],
    help: "Every analysis would hold the rollout, because nobody could say where its requests are counted.",
  },
  GR520: {
    title: "The token for a metrics server travels in plain text",
    like: [],
    help: "Everyone on the way can read the token, and ask the server with it.",
    severity: "warning",
  },
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
