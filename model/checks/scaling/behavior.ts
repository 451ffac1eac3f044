// Checks how fast an autoscaler may change the number of pods. GR370.
import { listed, type Path, type Problem } from "../../problem";
import { isMapping } from "../../schema/best-effort";
import { refusedHere, type Fields } from "./refused";

/** Bounds in Kubernetes' pkg/apis/autoscaling/validation, in seconds. */
const longestWindow = 3600;
const longestPeriod = 1800;

const selections = ["Max", "Min", "Disabled"];
const policyTypes = ["Pods", "Percent"];

/**
 * Checks `behavior` as API servers do. Rules without policies get those of Kubernetes
 * (GenerateHPAScaleUpRules in pkg/apis/autoscaling/v2/defaults.go).
 */
export function checkBehavior(behavior: Fields, path: Path): Problem[] {
  return ["scaleUp", "scaleDown"].flatMap((way) => {
    const rules = behavior[way];
    return isMapping(rules) ? checkRules(rules, [...path, way]) : [];
  });
}

function checkRules(rules: Fields, path: Path): Problem[] {
  const { stabilizationWindowSeconds, selectPolicy, policies } = rules;
  return [
    ...(stabilizationWindowSeconds === undefined
      ? []
      : between(stabilizationWindowSeconds, 0, longestWindow, [
          ...path,
          "stabilizationWindowSeconds",
        ])),
    ...(selectPolicy === undefined
      ? []
      : among(selectPolicy, selections, [...path, "selectPolicy"])),
    ...(Array.isArray(policies) ? policies : []).flatMap((policy: unknown, i) => {
      const place = [...path, "policies", i];
      const { type, value, periodSeconds } = isMapping(policy) ? policy : ({} as Fields);
      return [
        ...among(type, policyTypes, [...place, "type"]),
        ...between(value, 1, undefined, [...place, "value"]),
        ...between(periodSeconds, 1, longestPeriod, [...place, "periodSeconds"]),
      ];
    }),
  ];
}

function among(given: unknown, words: readonly string[], path: Path): Problem[] {
  if (words.includes(String(given))) return [];
  return [refusedHere(path, given, { allowed: listed(words), fix: "write one of these words" })];
}

function between(given: unknown, low: number, high: number | undefined, path: Path): Problem[] {
  const fits =
    typeof given === "number" &&
    Number.isInteger(given) &&
    given >= low &&
    given <= (high ?? Number.POSITIVE_INFINITY);
  if (fits) return [];
  const allowed =
    high === undefined ? `an integer from ${low}` : `an integer from ${low} to ${high}`;
  return [refusedHere(path, given, { allowed, fix: "write a number within these bounds" })];
}
