// The tables of docs/gates.md.
import { passedFirst, pollsUntil, takenBack, type Measured } from "./scenarios";

/** What good versions have of a gate and of a threshold, and after how many polls bad ones are found. */
export function tables(all: readonly Measured[]): { good: string; bad: string } {
  const good = all.filter(({ isHealthy }) => isHealthy);
  const bad = all.filter(({ isHealthy }) => !isHealthy);
  return {
    good: table(
      ["a version as good as the stable one", "its weight", "this gate", "a threshold"],
      good.map((one) => [
        one.name,
        one.weight,
        share(takenBack(one, "failedAt")),
        share(takenBack(one, "thresholdAt")),
      ]),
    ),
    bad: table(
      [
        "a worse version",
        "its weight",
        "found",
        "polls, half of them",
        "polls, 95 % of them",
        "passed before",
      ],
      bad.map((one) => [
        one.name,
        one.weight,
        share(takenBack(one, "failedAt")),
        String(pollsUntil(one, "failedAt", 0.5) ?? "never"),
        String(pollsUntil(one, "failedAt", 0.95) ?? "never"),
        share(passedFirst(one)),
      ]),
    ),
  };
}

function share(percent: number): string {
  return `${Number(percent.toPrecision(percent >= 10 ? 3 : 2))} %`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}
