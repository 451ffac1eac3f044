// The parts of a report that are no change themselves: what is forbidden, marks, findings.
import type { Finding } from "../../preflight/finding";
import type { StackComparison } from "../compare";
import { code, codes, prose, table } from "./escape";
import type { Block } from "./fit";

/** The most rows and lines of a part. */
const most = 40;

/** What an update would refuse. */
export function forbiddenBlocks(stack: string, forbidden: readonly Finding[]): Block[] {
  return forbidden.map(({ code: id, path, given, allowed, fix }) => ({
    kind: "forbidden",
    text: `🛑 **Forbidden in ${code(stack)}** (${id}, ${code(path)}): ${prose(given)}. Allowed: ${prose(allowed)}. To do: ${prose(fix)}.`.replace(
      /\.\.(?= |$)/g,
      ".",
    ),
  }));
}

/** The marks of all environments; the same mark in several is told once. */
export function riskBlocks(stacks: readonly StackComparison[]): Block[] {
  const byText = new Map<
    string,
    { icon: string; text: string; stacks: Set<string>; services: Set<string> }
  >();
  for (const level of ["high", "medium"])
    for (const { stack, risks } of stacks)
      for (const risk of risks.filter((one) => one.level === level)) {
        const known = byText.get(risk.what) ?? {
          icon: level === "high" ? "⚠️" : "ℹ️",
          text: prose(risk.what),
          stacks: new Set<string>(),
          services: new Set<string>(),
        };
        known.stacks.add(stack);
        risk.services.forEach((name) => known.services.add(name));
        byText.set(risk.what, known);
      }
  if (byText.size === 0) return [];
  const lines = [...byText.values()].map(({ icon, text, stacks: where, services }) => {
    const what = services.size === 0 ? "" : `, ${codes([...services], 3)}`;
    return `- ${icon} ${codes([...where], 3)}${what}: ${text}`;
  });
  const more = lines.length > most ? [`- And ${lines.length - most} more.`] : [];
  return [
    {
      kind: "risks",
      text: ["### Look at this first", "", ...lines.slice(0, most), ...more].join("\n"),
    },
  ];
}

/** What `gray check` finds that it did not find before. */
export function findingBlocks({ stack, findings }: StackComparison): Block[] {
  const fresh = findings.filter(({ isNew }) => isNew);
  const known = findings.length - fresh.length;
  if (fresh.length === 0) return [];
  const rows = fresh
    .slice(0, most)
    .map(({ finding }) => [
      finding.severity,
      finding.code,
      code(finding.path),
      prose(finding.given),
      prose(finding.fix),
    ]);
  const more = [
    ...(fresh.length > most ? [`${fresh.length - most} more are new.`] : []),
    ...(known > 0 ? [`${known} more were there before.`] : []),
  ];
  return [
    {
      kind: "findings",
      text: [
        `### New findings of \`gray check\` in ${code(stack)}`,
        table(["severity", "code", "where", "given", "to do"], rows),
        ...(more.length > 0 ? [more.join(" ")] : []),
      ].join("\n\n"),
    },
  ];
}
