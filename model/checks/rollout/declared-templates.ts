// The templates of a rollout, as far as checks can look at them.
import type { AnalysisTemplate } from "../../analysis/spec";
import { isMapping } from "../../schema/best-effort";
import type { RolloutContext } from "./context";

/** The templates of a rollout, of which some may have had mistakes. */
export interface DeclaredTemplates {
  /** Names that analyses may give; undefined: nobody knows, because the key had a mistake. */
  readonly names: readonly string[] | undefined;
  /** Those without a mistake of their own. */
  readonly whole: Readonly<Record<string, AnalysisTemplate>>;
}

/** Sorts out the templates. */
export function declaredTemplates({ rollout }: Pick<RolloutContext, "rollout">): DeclaredTemplates {
  const given: unknown = rollout.analysisTemplates ?? {};
  if (!isMapping(given)) return { names: undefined, whole: {} };
  const whole = Object.entries(given).filter(
    ([, template]) => isMapping(template) && template.metrics !== undefined,
  );
  return { names: Object.keys(given), whole: Object.fromEntries(whole) as never };
}
