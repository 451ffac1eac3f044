/** What became of the routes of a cluster, in a line. Pure. */
import type { RouteOutcome } from "../routes/port";

/** Such as `west: wrote VirtualService shop/cart`. */
export function routeLine({ cluster, written, trouble }: RouteOutcome): string {
  const wrote = written.length > 0 ? `wrote ${written.join(", ")}` : undefined;
  if (!trouble) return `  ${cluster}: ${wrote ?? "its routes were right already"}`;
  return `  ${cluster}: ${[wrote, `NOT DONE, ${troubleText(trouble)}`].filter(Boolean).join("; ")}`;
}

function troubleText(trouble: NonNullable<RouteOutcome["trouble"]>): string {
  switch (trouble.kind) {
    case "other":
      return trouble.drift
        .map(({ object, manager }) => `${manager ?? "an unknown field manager"} wrote ${object}`)
        .join("; ");
    case "missing":
      return `it has no ${trouble.routes.join(", ")}`;
    case "ended":
      return trouble.why;
    case "failed":
      return trouble.failure;
  }
}
