// The plan of a rollout, with where it stands.
import type { PlanSection, StepRow } from "../../operations/rollout/page/model";
import { Icon } from "../icons";
import { Time } from "../times";

/** Signs and words of how a step stands. */
const standings = {
  done: ["yes", "done"],
  now: ["go", "now"],
  ahead: ["open", "to come"],
  passed: ["past", "passed over"],
  stopped: ["no", "ended here"],
  never: ["none", "not reached"],
} as const;

/** Waves with more steps together are closed, but for the one that matters. */
const mostOpen = 16;

/** The steps, wave by wave. */
export function Plan({ plan }: { readonly plan: PlanSection }) {
  const { steps, summary, falseAlarms } = plan;
  const waves = [...new Set(steps.map(({ wave }) => wave))];
  return (
    <section aria-labelledby="plan">
      <h2 id="plan">
        {steps.every(({ standing }) => standing === null)
          ? "The plan"
          : "The plan, and where it stands"}
      </h2>
      <p>{summary}.</p>
      {falseAlarms !== null && <p>{falseAlarms}</p>}
      {waves.map((wave) => {
        const own = steps.filter((step) => step.wave === wave);
        const clusters = [...new Set(own.flatMap((step) => step.clusters))];
        const matters = own.some(({ standing }) => standing === "now" || standing === "stopped");
        return (
          <details open={matters || steps.length <= mostOpen || waves.length === 1}>
            <summary>
              Wave {wave} of {waves.length}: {clusters.join(", ") || "no cluster"} ({waveText(own)})
            </summary>
            <ol class="steps" start={own[0]?.number}>
              {own.map((step) => (
                <Step step={step} />
              ))}
            </ol>
          </details>
        );
      })}
    </section>
  );
}

function Step({ step }: { readonly step: StepRow }) {
  const { what, moves, standing, begunAt, doneAt, how } = step;
  const [sign, word] = standing === null ? [undefined, ""] : standings[standing];
  return (
    <li class={standing ?? "planned"} {...(standing === "now" && { "aria-current": "step" })}>
      {sign !== undefined && (
        <span class="standing">
          <Icon sign={sign} /> {word}:
        </span>
      )}{" "}
      <strong>{what}</strong>
      {moves.map((move) => (
        <div class="move">{move}</div>
      ))}
      {begunAt !== null && (
        <div class="when">
          from <Time at={begunAt} />
          {doneAt !== null && (
            <>
              {" "}
              to <Time at={doneAt} short />
            </>
          )}
          {how !== null && `: ${how}`}
        </div>
      )}
    </li>
  );
}

function waveText(steps: readonly StepRow[]): string {
  if (steps.every(({ standing }) => standing === null)) return `${steps.length} steps`;
  const done = steps.filter(({ standing }) => standing === "done").length;
  return `${done} of ${steps.length} steps done`;
}
