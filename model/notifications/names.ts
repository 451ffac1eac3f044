// The names of what receivers are told.

/** What can happen to a rollout that a receiver may be told. */
export const notificationEvents = [
  "started",
  /** Weights, pods or routes of a step are about to be written, or a pause begins. */
  "step",
  /** It goes on only when a person promotes it. */
  "waiting",
  "failed",
  /** After a failure, an abort or an undo, all clusters have the weights to which traffic goes back. */
  "taken-back",
  "done",
] as const;

/** One of them. */
export type NotificationEvent = (typeof notificationEvents)[number];

/** What a receiver is told that names no events: a step happens too often for most people. */
export const defaultEvents: readonly NotificationEvent[] = notificationEvents.filter(
  (event) => event !== "step",
);
