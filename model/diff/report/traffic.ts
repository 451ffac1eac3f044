// The part of a report about traffic: sentences, a table and a diagram for each change.
import type { StackComparison } from "../compare";
import type { TrafficGroup } from "../services";
import type { CaseChange } from "../traffic";
import { drawChange } from "./chart";
import { code, codes, prose, table } from "./escape";
import type { Block } from "./fit";
import { amount, caseSentences, requestsOf, split } from "./sentences";

/** The most rows of a table, and sentences of a change. */
const most = 30;

/** The changes of traffic of a stack; diagrams stand behind their tables. */
export function trafficBlocks(stack: StackComparison, group: string): Block[] {
  return stack.traffic.flatMap((one): Block[] => {
    const chart = one.change === "removed" ? undefined : drawChange(one);
    const text = [heading(one, stack), ...body(one)].join("\n\n");
    return [
      { kind: "traffic", group, text },
      ...(chart === undefined
        ? []
        : [{ kind: "diagrams", group, text: `\`\`\`mermaid\n${chart}\`\`\`` } as const]),
    ];
  });
}

function heading({ services, clusters, joins }: TrafficGroup, stack: StackComparison): string {
  const all = clusters.length === stack.clusters.primary.length;
  const many = services.length > 1;
  const name = many ? `${services.length} services alike` : code(services[0] ?? "");
  const where =
    stack.clusters.primary.length === 1
      ? ""
      : joins
        ? `, in the new cluster${clusters.length > 1 ? "s" : ""} ${codes(clusters)}`
        : all
          ? `, in ${clusters.length === 2 ? "both" : `all ${clusters.length}`} clusters`
          : `, in ${codes(clusters)}`;
  const listed = many ? `\n\n${codes(services, 20)}` : "";
  return `#### Requests to ${name}${where}${listed}`;
}

function body(group: TrafficGroup): string[] {
  const { change, joins, traffic } = group;
  const { cases, opened, closed, sticky, reordered } = traffic;
  const ways = [
    ...opened.map(
      (way) =>
        `- Requests from outside ${change === "changed" ? "can now" : "can"} come in by ${prose(way)}.`,
    ),
    ...closed.map((way) => `- Requests from outside can no longer come in by ${prose(way)}.`),
  ];
  if (change === "removed")
    return [["- No routes lead to the service any more, and it goes.", ...ways].join("\n")];
  if (change === "added" || joins) {
    const first = joins
      ? "- The cluster is new. Requests that enter at its gateway, or that its pods send, go so:"
      : "- The service is new. Its requests go so:";
    return [[...ways, first].join("\n"), afterTable(cases)];
  }
  const isOnly = cases.filter(({ when }) => when.length === 0).length === cases.length;
  const sentences = cases
    .filter(({ change: kind }) => kind !== "same")
    .flatMap((one) => caseSentences(one, isOnly));
  const lines = [
    ...sentences.slice(0, most).map((one) => `- ${capital(one)}`),
    ...(sentences.length > most ? [`- And ${sentences.length - most} more.`] : []),
    ...(sentences.length === 0 ? [] : cases.filter(isRest)).map(
      (one) => `- ${capital(requestsOf(one, isOnly))} go as before.`,
    ),
    ...ways,
    ...(reordered
      ? [
          "- Proxies try the routes in another order than before; the first whose conditions hold takes a request.",
        ]
      : []),
    ...stickyLines(sticky, sentences.length > 0),
  ];
  return [lines.join("\n"), changeTable(cases, isOnly)].filter((one) => one !== "");
}

/** The requests that no case takes, where they stay with their versions. */
function isRest({ change, when }: CaseChange): boolean {
  return change === "same" && when.length === 0;
}

function stickyLines(sticky: TrafficGroup["traffic"]["sticky"], moves: boolean): string[] {
  if (!sticky) return [];
  const { before, after } = sticky;
  if (after === undefined)
    return ["- Users no longer stay with the version that answered them first."];
  if (before === undefined)
    return [
      `- A user who was answered once stays with that version from now on, by the cookie ${code(after)}.`,
    ];
  return moves
    ? [
        `- Users who were answered before keep their version, by the cookie ${code(after)}, as long as it gets requests at all: the new shares hold for new users.`,
      ]
    : [];
}

/** One row for each version of each case; a case that stays is told as far as others change. */
function changeTable(cases: readonly CaseChange[], isOnly: boolean): string {
  const rows = cases.flatMap((one) =>
    one.shares.map(({ target, before, after }, i) => [
      i === 0 ? capital(requestsOf(one, isOnly)) : "",
      code(target),
      `${amount(before)} %`,
      `${amount(after)} %`,
      before === after
        ? "same"
        : `${after > before ? "+" : "−"}${amount(Math.abs(after - before))}`,
    ]),
  );
  if (rows.length === 0) return "";
  const kept = rows.slice(0, most);
  const more = rows.length > most ? `\n\nAnd ${rows.length - most} more rows.` : "";
  return `${table(["which requests", "version", "before", "after", "change"], kept)}${more}`;
}

function afterTable(cases: readonly CaseChange[]): string {
  const isOnly = cases.every(({ when }) => when.length === 0);
  const rows = cases
    .slice(0, most)
    .map((one) => [
      capital(requestsOf(one, isOnly)),
      one.answer?.after === undefined
        ? split(one.shares, "after") || "no version"
        : prose(one.answer.after),
    ]);
  return table(["which requests", "go to"], rows);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
