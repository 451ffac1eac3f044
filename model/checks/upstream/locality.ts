// Checks settings of regions and zones that Istio refuses. GR350 and GR351.
import { formatPath, show, type Path, type Problem } from "../../problem";
import type { LocalityLbSetting } from "../../release/upstream-policy";

type Settings = Exclude<LocalityLbSetting, string>;

/** Labels of places, by which `failover` orders pods already. */
const topology = [
  "topology.kubernetes.io/region",
  "topology.kubernetes.io/zone",
  "topology.istio.io/subzone",
];

/**
 * What Istio's webhook would refuse (ValidateLocalityLbSetting in istio.io/istio,
 * pkg/config/validation/agent), and the second of two settings of which Istio reads only one.
 */
export function checkLocality(setting: LocalityLbSetting | undefined, path: Path): Problem[] {
  if (typeof setting !== "object") return [];
  return [
    ...checkTogether(setting, path),
    ...(setting.failover ?? []).flatMap(({ from, to }, i) =>
      from === to
        ? [refused([...path, "failover", i], `from ${from} to ${to}`, "two different regions")]
        : [],
    ),
    ...checkDistribution(setting.distribute ?? [], [...path, "distribute"]),
  ];
}

function checkTogether(setting: Settings, path: Path): Problem[] {
  const { distribute, failover, failoverPriority } = setting;
  const beside = failover ? "failover" : "failoverPriority";
  if (distribute && (failover ?? failoverPriority))
    return [
      refused(
        path,
        `distribute and ${beside}`,
        "fixed shares with distribute, or an order with failover and failoverPriority",
        `remove distribute or ${beside}`,
      ),
    ];
  const places = (failoverPriority ?? []).filter((one) => topology.includes(one));
  if (!failover || places.length === 0) return [];
  return [
    refused(
      [...path, "failoverPriority"],
      `${places.join(" and ")} beside failover`,
      "other labels: failover orders regions and zones",
      "remove these labels, or failover",
    ),
  ];
}

function checkDistribution(distribute: NonNullable<Settings["distribute"]>, path: Path): Problem[] {
  const callers = distribute.map(({ from }) => from);
  return distribute.flatMap(({ from, to }, i): Problem[] => {
    const at = [...path, i];
    const covering = callers.slice(0, i).find((one) => covers(one, from) || isPartOf(one, from));
    const sum = Object.values(to).reduce((total, share) => total + share, 0);
    return [
      ...(covering === undefined
        ? []
        : [overlap([...at, "from"], from, `${covering} before it`, "put the narrower one first")]),
      ...overlapping(Object.keys(to)).map(([one, other]) =>
        overlap([...at, "to", one], one, other, "name each place once"),
      ),
      ...(sum === 100
        ? []
        : [
            {
              code: "GR351" as const,
              path: formatPath([...at, "to"]),
              given: `${show(to)}, ${sum} in sum`,
              allowed: "percentages that add up to 100",
              fix: "correct the percentages",
            },
          ]),
    ];
  });
}

function overlapping(all: readonly string[]): [string, string][] {
  return all.flatMap((one, i) => {
    const other = all.slice(0, i).find((before) => covers(before, one) || covers(one, before));
    return other === undefined ? [] : [[one, other] as [string, string]];
  });
}

/** Whether every place that the second names is in the first one. */
function covers(wide: string, narrow: string): boolean {
  const [outer, inner] = [segments(wide), segments(narrow)];
  return outer.every((part, i) => inner[i] === part);
}

/** Istio also refuses a place without `*` after a part of it. */
function isPartOf(narrow: string, wide: string): boolean {
  return !wide.endsWith("*") && covers(wide, narrow);
}

function segments(locality: string): string[] {
  return locality.split("/").filter((part) => part !== "*");
}

function overlap(path: Path, given: string, other: string, fix: string): Problem {
  return refused(path, `${given}, which overlaps with ${other}`, "places that do not overlap", fix);
}

function refused(path: Path, given: string, allowed: string, fix = "correct the value"): Problem {
  return { code: "GR350", path: formatPath(path), given, allowed, fix };
}
