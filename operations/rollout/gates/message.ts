/** What a webhook is asked. Pure. */
import type { RolloutRecord } from "../../../model/rollout/record";
import type { WebhookSpec } from "../../../model/rollout/spec";
import type { ServiceWeights } from "../../../model/release/routing";
import type { GateQuestion } from "./port";

/** The body of the question, as JSON. */
export interface WebhookBody {
  readonly type: "rollout.gate";
  /** Name of the webhook. */
  readonly gate: string;
  readonly release: string;
  /** Id of the rollout. */
  readonly rollout: string;
  /** Number of the step in the declared list, from 1 on. */
  readonly step: number;
  /** Number of the wave, from 1 on. */
  readonly wave: number;
  /** Names of the clusters that go through the step. */
  readonly clusters: readonly string[];
  readonly services: readonly string[];
  /** The weights that they have now, by cluster and service. */
  readonly weights: Readonly<Record<string, Readonly<Record<string, ServiceWeights>>>>;
}

/** A question to a webhook. */
export interface WebhookMessage {
  readonly webhook: WebhookSpec;
  /**
   * The same for the same question, whoever asks it again: a server that has answered need not do
   * its work twice.
   */
  readonly id: string;
  /** It holds no time, so that it is the same, too. */
  readonly body: string;
}

/**
 * @returns undefined for an action that asks no webhook
 */
export function messageOf({ action, record }: GateQuestion): WebhookMessage | undefined {
  const { doing } = action;
  if (doing.kind !== "gate") return undefined;
  const body: WebhookBody = {
    type: "rollout.gate",
    gate: doing.gate.name,
    release: record.release,
    rollout: record.id,
    step: (action.step ?? 0) + 1,
    wave: action.wave + 1,
    clusters: action.clusters,
    services: action.services,
    weights: weightsOf(record, action.clusters, action.services),
  };
  const id = `${record.id}-${record.at.index}`;
  return { webhook: doing.gate, id, body: JSON.stringify(body) };
}

function weightsOf(
  { current }: RolloutRecord,
  clusters: readonly string[],
  services: readonly string[],
): WebhookBody["weights"] {
  return Object.fromEntries(
    clusters.map((name) => [
      name,
      Object.fromEntries(
        Object.entries(current.weights[name]?.services ?? {}).filter(([service]) =>
          services.includes(service),
        ),
      ),
    ]),
  );
}
