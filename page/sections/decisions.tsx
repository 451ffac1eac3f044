// Each decision: what, who, when and why.
import type { Decision } from "../../model/rollout/record";
import { Time } from "../times";

/** The decisions in their order. */
export function Decisions({ decisions }: { readonly decisions: readonly Decision[] }) {
  return (
    <section aria-labelledby="decisions">
      <h2 id="decisions">All decisions, the oldest first</h2>
      <ol class="decisions">
        {decisions.map(({ at, by, what, why, event }) => (
          <li class={event ?? "other"}>
            <Time at={at} /> <span class="by">{by}</span>
            <div>
              {what}
              {why !== undefined && <>, because {why}</>}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
