// Reads from the engine's event stream what a preview would do, and what policies found.
import { hasCredentials } from "../problem";

/** What a policy found. */
export interface PolicyFinding {
  readonly policy: string;
  readonly pack: string;
  /** `mandatory`: it stops the update. */
  readonly level: string;
  readonly message: string;
  /** Pulumi's name of the resource; left out: the policy is about the whole stack. */
  readonly resource?: string;
}

/** What the engine says of a preview. */
export interface EngineFacts {
  /** Resources by what happens to them: `create`, `update`, `delete`, `replace`, `same`. */
  readonly counts: Readonly<Record<string, number>>;
  readonly policies: readonly PolicyFinding[];
  /** Why the preview failed, in the engine's words; none: it did not fail. */
  readonly errors: readonly string[];
}

/** The parts of an event that are read (`EngineEvent` in Pulumi's sdk/go/common/apitype/events.go). */
interface EngineEvent {
  readonly summaryEvent?: { readonly resourceChanges?: Readonly<Record<string, number>> };
  readonly policyEvent?: {
    readonly resourceUrn?: string;
    readonly message: string;
    readonly policyName: string;
    readonly policyPackName: string;
    readonly enforcementLevel: string;
  };
  readonly diagnosticEvent?: { readonly message: string; readonly severity: string };
}

/**
 * Reads the file of `--event-log`: one event in each line. `pulumi preview --json` leaves policy
 * events out (pkg/backend/display/json.go), so it can't be read instead. A line that is cut off, as
 * by a full disk, is no event.
 */
export function readEngineEvents(text: string): EngineFacts {
  const events = text.split("\n").flatMap((line): EngineEvent[] => {
    try {
      return line.trim() === "" ? [] : [JSON.parse(line) as EngineEvent];
    } catch {
      return [];
    }
  });
  const summary = events.findLast((one) => one.summaryEvent)?.summaryEvent;
  return {
    counts: summary?.resourceChanges ?? {},
    policies: events.flatMap(({ policyEvent }) => {
      if (!policyEvent) return [];
      const { resourceUrn, message, policyName, policyPackName, enforcementLevel } = policyEvent;
      const resource = resourceUrn?.split("::").at(-1);
      return [
        {
          policy: policyName,
          pack: policyPackName,
          level: enforcementLevel,
          message: plain(message),
          ...(resource ? { resource } : {}),
        },
      ];
    }),
    errors: events.flatMap(({ diagnosticEvent }) =>
      diagnosticEvent?.severity === "error" ? [plain(diagnosticEvent.message)] : [],
    ),
  };
}

/** A message without the engine's marks for colours, and without secrets that a program put there. */
function plain(message: string): string {
  const text = message.replace(/<\{%.*?%\}>/g, "").trim();
  return hasCredentials(text) ? "a message with credentials, which is not repeated here" : text;
}
