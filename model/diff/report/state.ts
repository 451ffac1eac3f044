// The parts of a report that need the state, the clusters and the engine: drift, counts, policies.
import type { EngineFacts } from "../engine-events";
import { code, prose, table } from "./escape";
import type { Block } from "./fit";

/** A field that another field manager changed. */
export interface DriftFact {
  readonly cluster: string;
  /** Such as `VirtualService shop/cart`. */
  readonly object: string;
  /** Such as `spec.http[0].route[1].weight`; left out for a whole object. */
  readonly path?: string;
  /** What happened, in words. */
  readonly what: string;
  readonly manager?: string;
}

/** What is known of a stack beside its plans. */
export interface StateFacts {
  readonly stack: string;
  readonly drift: readonly DriftFact[];
  /** Clusters that could not be read, and why. */
  readonly unread: readonly { readonly cluster: string; readonly why: string }[];
  /** Left out: the engine was not asked. */
  readonly engine?: EngineFacts;
}

/** The most rows of a table. */
const most = 30;

/** What state, clusters and engine say of a stack. */
export function stateBlocks(facts: StateFacts): Block[] {
  return [
    ...driftBlocks(facts),
    ...unreadBlocks(facts),
    ...policyBlocks(facts),
    ...engineBlocks(facts),
  ];
}

function driftBlocks({ stack, drift }: StateFacts): Block[] {
  if (drift.length === 0) return [];
  const rows = drift
    .slice(0, most)
    .map(({ cluster, object, path, what, manager }) => [
      code(cluster),
      code(object),
      path === undefined ? "the whole object" : code(path),
      prose(what),
      manager === undefined ? "unknown" : code(manager),
    ]);
  const text = [
    `### Drift in ${code(stack)}: somebody else changed what this stack declares`,
    "Until that is decided, an update refuses to begin, and changes nothing. " +
      `\`npx gray drift --take-over -s ${stack}\` writes the values again that were applied last; to keep the live values, write them into the stack file.`,
    table(["cluster", "object", "field", "what happened", "by"], rows),
    ...(drift.length > most ? [`And ${drift.length - most} more.`] : []),
  ];
  return [{ kind: "forbidden", text: text.join("\n\n") }];
}

function unreadBlocks({ stack, unread }: StateFacts): Block[] {
  return unread.map(({ cluster, why }) => ({
    kind: "forbidden",
    text: `⚠️ The cluster ${code(cluster)} of ${code(stack)} could not be read: ${prose(why)}. Whether somebody else changed it is not known.`,
  }));
}

function policyBlocks({ stack, engine }: StateFacts): Block[] {
  const { policies = [] } = engine ?? {};
  if (policies.length === 0) return [];
  const stops = policies.filter(({ level }) => level === "mandatory");
  // The engine tells them in the order in which resources happen to be registered.
  const inOrder = (all: typeof policies) =>
    [...all].sort(
      (one, other) =>
        one.policy.localeCompare(other.policy) ||
        (one.resource ?? "").localeCompare(other.resource ?? ""),
    );
  const sorted = [...inOrder(stops), ...inOrder(policies.filter((one) => !stops.includes(one)))];
  const rows = sorted
    .slice(0, most)
    .map(({ policy, pack, level, message, resource }) => [
      level === "mandatory" ? "🛑 stops the update" : "warning",
      `${code(policy)} of ${code(pack)}`,
      resource === undefined ? "the whole stack" : code(resource),
      prose(message),
    ]);
  const text = [
    `### Policies: ${policies.length} finding${policies.length === 1 ? "" : "s"} in ${code(stack)}`,
    table(["weight", "policy", "resource", "finding"], rows),
    ...(policies.length > most ? [`And ${policies.length - most} more.`] : []),
  ];
  return [{ kind: stops.length > 0 ? "forbidden" : "risks", text: text.join("\n\n") }];
}

function engineBlocks({ stack, engine }: StateFacts): Block[] {
  if (!engine) return [];
  const { errors, counts } = engine;
  const words = Object.entries(counts)
    .filter(([kind]) => kind !== "same")
    .map(([kind, count]) => `${count} to ${kind}`);
  const same = counts.same ?? 0;
  return [
    ...(errors.length > 0
      ? [
          {
            kind: "forbidden",
            text: [
              `### The preview of ${code(stack)} failed`,
              "",
              ...errors.slice(0, 5).map((one) => `- ${prose(one.slice(0, 1_000))}`),
            ].join("\n"),
          } as const,
        ]
      : []),
    ...(errors.length === 0
      ? [
          {
            kind: "order",
            text: `Pulumi counts in ${code(stack)}: ${words.join(", ") || "nothing to change"}, ${same} unchanged.`,
          } as const,
        ]
      : []),
  ];
}
