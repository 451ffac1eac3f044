// What a load client in a pod is told to send, and what it reports.
import type { CallOptions } from "./grpc-load";
import type { LoadOptions } from "./load";
import type { LoadTotals } from "./load-totals";
import type { ConnectionOptions } from "./tcp-load";

/** By what to count good HTTP answers: `chain` is the versions that took part, see `chainOf`. */
type AnswerKey = "chain";

/**
 * What a client inside a pod sends. Hosts may be names of Services, as they would be for a container of
 * that pod.
 */
export type ClientOptions =
  | ({ kind: "http"; count: number; key?: AnswerKey } & Omit<LoadOptions, "onAnswer">)
  | ({ kind: "grpc" } & CallOptions)
  | ({ kind: "tcp" } & ConnectionOptions);

/** What came back. */
export interface ClientTotals extends LoadTotals {
  /** Good answers by the wanted key; empty without one. */
  byKey: Record<string, number>;
}
