/** What became of the routes of a cluster, in a line. Pure. */
import { inWords } from "../../../model/problem";
import { backOutcomeOf } from "../routes/outcomes";
import type { RouteOutcome } from "../routes/port";

/** Such as `west: wrote VirtualService shop/cart`. */
export function routeLine(outcome: RouteOutcome): string {
  const { cluster, written, trouble } = outcome;
  const wrote = written.length > 0 ? `wrote ${written.join(", ")}` : undefined;
  if (trouble?.kind === "other" && backOutcomeOf(outcome).kind === "taken") {
    const managers = trouble.drift.map(({ manager }) => manager ?? "an unknown field manager");
    return `  ${cluster}: ${wrote ?? "its weights were right already"}; other changes of ${inWords([...new Set(managers)])} stay`;
  }
  if (!trouble) return `  ${cluster}: ${wrote ?? "its routes were right already"}`;
  return `  ${cluster}: ${[wrote, `NOT DONE, ${troubleText(trouble)}`].filter(Boolean).join("; ")}`;
}

function troubleText(trouble: NonNullable<RouteOutcome["trouble"]>): string {
  switch (trouble.kind) {
    case "other":
      return [
        ...new Set(
          trouble.drift.map(
            ({ object, manager }) => `${manager ?? "an unknown field manager"} wrote ${object}`,
          ),
        ),
      ].join("; ");
    case "missing":
      return `it has no ${trouble.routes.join(", ")}`;
    case "ended":
      return trouble.why;
    case "failed":
      return trouble.failure;
  }
}
