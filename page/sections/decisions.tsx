// Each decision: what, who, when and why.
import type { Decision } from "../../model/rollout/record";
import { Time } from "../times";

/** What the driver of a rollout notes: its plan, metrics and clusters decided that, and no person. */
const noted: ReadonlySet<Decision["event"]> = new Set<Decision["event"]>([
  ...(["step", "settled", "skipped", "driver", "done", "failed"] as const),
]);

/** The decisions in their order. */
export function Decisions({ decisions }: { readonly decisions: readonly Decision[] }) {
  return (
    <section aria-labelledby="decisions">
      <h2 id="decisions">All decisions, the oldest first</h2>
      <ol class="decisions">
        {decisions.map(({ at, by, what, why, event }) => (
          <li class={event ?? "other"}>
            <Time at={at} /> <span class="by">{noted.has(event) ? `driver (${by})` : by}</span>
            <div>
              {what}
              {why !== undefined && ` (${why})`}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
