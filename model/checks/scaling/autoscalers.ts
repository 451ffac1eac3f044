// Checks the autoscaler of a version: its metrics, its behavior, and how far it prescales. GR370 and GR371.
import { leastPods } from "../../manifests/autoscaler";
import { membersOf } from "../../manifests/unions";
import { formatPath, inWords, listed, show, type Path, type Problem } from "../../problem";
import type { AutoscaleSpec } from "../../release/scaling";
import { isMapping } from "../../schema/best-effort";
import { checkBehavior } from "./behavior";
import { refusedHere, type Fields } from "./refused";

/**
 * Checks what API servers check of a version's autoscaler (validateMetricSpec and validateBehavior
 * in Kubernetes' pkg/apis/autoscaling/validation), and that `prescale` stays within its limits.
 *
 * @param at finds the place of a part of `autoscale`, which a stack may set
 */
export function checkAutoscaler(
  autoscale: AutoscaleSpec,
  at: (...inside: Path) => Path,
): Problem[] {
  const path = at();
  const lacking = checkMax(autoscale, path);
  return [
    ...(lacking.length > 0 ? lacking : checkPrescale(autoscale, path)),
    ...(autoscale.metrics ?? []).flatMap((metric, i) =>
      checkMetric(metric as unknown as Fields, at("metrics", i)),
    ),
    ...(autoscale.behavior
      ? checkBehavior(autoscale.behavior as unknown as Fields, at("behavior"))
      : []),
  ];
}

/** A change of a version may leave `max` out, but only where the version has one. */
function checkMax({ max }: Partial<AutoscaleSpec>, path: Path): Problem[] {
  if (max !== undefined) return [];
  return [
    {
      code: "GR002",
      path: formatPath([...path, "max"]),
      given: "nothing",
      allowed: "the most pods in each cluster: the version has no autoscaler that says it",
      fix: 'add the key "max"',
    },
  ];
}

/** Checks that the most pods beforehand are no fewer than the fewest, and no more than the most. */
function checkPrescale({ prescale, ...autoscale }: AutoscaleSpec, path: Path): Problem[] {
  const [min, { max }] = [leastPods(autoscale), autoscale];
  if (typeof prescale !== "object" || prescale.max === undefined) return [];
  // A min above the max is a finding of its own.
  if (min > max || (prescale.max >= min && prescale.max <= max)) return [];
  return [
    {
      code: "GR371",
      path: formatPath(path),
      given: `prescale.max ${prescale.max}, min ${min} and max ${max}`,
      allowed: `a prescale.max from ${min} to ${max}`,
      fix:
        prescale.max < min
          ? `set prescale.max to ${min} or more, or remove prescale`
          : `set prescale.max to ${max} or less, write prescale: true, or raise max`,
    },
  ];
}

/** The field of a metric's source for each type. */
const sources: Readonly<Record<string, string>> = {
  Resource: "resource",
  ContainerResource: "containerResource",
  Pods: "pods",
  Object: "object",
  External: "external",
};

/** The fields of a target of which a source needs one. */
const targets: Readonly<Record<string, readonly string[]>> = {
  resource: ["averageUtilization", "averageValue"],
  containerResource: ["averageUtilization", "averageValue"],
  pods: ["averageValue"],
  object: ["value", "averageValue"],
  external: ["value", "averageValue"],
};

/** The `type` of a target with such a value. */
const targetTypes: Readonly<Record<string, string>> = {
  averageUtilization: "Utilization",
  averageValue: "AverageValue",
  value: "Value",
};

function checkMetric(metric: Fields, path: Path): Problem[] {
  const { type } = metric;
  const source =
    typeof type === "string" && Object.hasOwn(sources, type) ? sources[type] : undefined;
  if (source === undefined)
    return [
      refusedHere([...path, "type"], type, {
        allowed: listed(Object.keys(sources)),
        fix: "set the type of the metric",
      }),
    ];
  const given = membersOf(metric, "metrics");
  const [other] = given.filter((name) => name !== source);
  if (other !== undefined)
    return [
      refusedHere([...path, other], undefined, {
        given: `${other} in a metric of the type ${show(type)}`,
        allowed: source,
        fix: `set type: ${typeOfSource(other)}, or remove ${other}`,
      }),
    ];
  const content = metric[source];
  if (!isMapping(content))
    return [
      refusedHere([...path, source], content, {
        allowed: `the ${source} that the metric is about`,
        fix: `add ${source} with a target, or remove the metric`,
      }),
    ];
  return [
    ...checkNames(source, content, [...path, source]),
    ...checkTarget(source, content.target, [...path, source, "target"]),
  ];
}

function typeOfSource(source: string): string {
  return Object.keys(sources).find((type) => sources[type] === source) ?? source;
}

/** Checks that a source says what it measures. */
function checkNames(source: string, content: Fields, path: Path): Problem[] {
  const within = (name: string): Fields => (isMapping(content[name]) ? content[name] : {});
  const needed: readonly (readonly [Path, unknown])[] = {
    resource: [[["name"], content.name] as const],
    containerResource: [
      [["name"], content.name] as const,
      [["container"], content.container] as const,
    ],
    pods: [[["metric", "name"], within("metric").name] as const],
    external: [[["metric", "name"], within("metric").name] as const],
    object: [
      [["metric", "name"], within("metric").name] as const,
      [["describedObject", "kind"], within("describedObject").kind] as const,
      [["describedObject", "name"], within("describedObject").name] as const,
    ],
  }[source]!;
  return needed
    .filter(([, value]) => typeof value !== "string" || value === "")
    .map(([name, value]) =>
      refusedHere([...path, ...name], value, {
        allowed: "a name",
        fix: `add ${formatPath(name)}`,
      }),
    );
}

function checkTarget(source: string, given: unknown, path: Path): Problem[] {
  const target = isMapping(given) ? given : {};
  const fitting = targets[source]!;
  const members = membersOf(target, "target");
  const [member, ...others] = members.filter((name) => fitting.includes(name));
  if (member === undefined)
    return [
      refusedHere(path, undefined, {
        given:
          members.length > 0
            ? `a target with ${inWords(members)} alone`
            : "a metric without a target",
        allowed: `a target with ${fitting.join(" or ")}`,
        fix: `write target: ${example(fitting[0]!)}`,
      }),
    ];
  // Kubernetes takes both of an object's metric.
  if (others.length > 0 && source !== "object")
    return [
      refusedHere(path, undefined, {
        given: `a target with ${inWords([member, ...others])}`,
        allowed: "one of them",
        fix: `remove ${[member, ...others].join(" or ")}`,
      }),
    ];
  const value = target[member];
  const fits = member === "averageUtilization" ? isShare(value) : isPositive(value);
  if (!fits)
    return [
      refusedHere([...path, member], value, {
        allowed: member === "averageUtilization" ? "a whole number above 0" : "an amount above 0",
        fix: `correct ${member}`,
      }),
    ];
  const types = [member, ...others].map((name) => targetTypes[name]!);
  if (types.includes(String(target.type))) return [];
  return [
    refusedHere([...path, "type"], target.type, {
      allowed: listed(types),
      fix: `set type: ${types[0]}`,
    }),
  ];
}

function example(member: string): string {
  const value = member === "averageUtilization" ? "70" : '"50"';
  return `{ type: ${targetTypes[member]}, ${member}: ${value} }`;
}

/** Whether a value is a share of requests in percent, which no text can be. */
function isShare(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value) && value > 0;
}

/** Whether an amount in Kubernetes' units, or a number, is above 0. */
function isPositive(value: unknown): boolean {
  if (typeof value === "number") return value > 0;
  return typeof value === "string" && /[1-9]/.test(value) && !value.startsWith("-");
}
