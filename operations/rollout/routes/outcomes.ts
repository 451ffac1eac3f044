/** What became of routes in one cluster, as a driver judges it. Pure. */
import { fieldManager } from "../../../model/manifests/ownership";
import type { ClusterOutcome } from "../decide/question";
import type { RouteOutcome, RouteTrouble } from "./port";

/** The outcome of a step. */
export function outcomeOf({ trouble }: RouteOutcome): ClusterOutcome {
  if (!trouble) return { kind: "taken" };
  switch (trouble.kind) {
    case "other":
      return { kind: "foreign", why: writersOf(trouble) };
    case "missing":
      return {
        kind: "late",
        why: `it lacks ${trouble.routes.join(", ")}, which an update of the stack makes`,
      };
    case "ended":
      return { kind: "late", why: trouble.why };
    case "failed":
      return { kind: "away", why: trouble.failure };
  }
}

/**
 * The outcome of a way back. Routes that another field manager edited have the weights, too, and keep
 * the edit; those that another run of this program wrote stay as they are.
 */
export function backOutcomeOf(outcome: RouteOutcome): ClusterOutcome {
  const { trouble } = outcome;
  const isEdited =
    trouble?.kind === "other" && trouble.drift.every(({ manager }) => manager !== fieldManager);
  return isEdited ? { kind: "taken" } : outcomeOf(outcome);
}

/** Who wrote routes that no plan of the rollout holds. */
function writersOf({ drift }: Extract<RouteTrouble, { readonly kind: "other" }>): string {
  const lines = drift.map(({ object, manager, path }) => {
    const who =
      manager === fieldManager
        ? "another run of gray-release"
        : (manager ?? "an unknown field manager");
    return `${who} wrote ${object}${path === undefined ? "" : ` (${path})`}`;
  });
  return [...new Set(lines)].join("; ");
}
