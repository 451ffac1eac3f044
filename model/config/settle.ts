// The key `settle`: how long an update waits until proxies are synced before it goes on.
/** The waits of an update between two stages, in seconds. */
export interface SettleSettings {
  /** The wait after each changed stage if the program can't ask istiod which proxies are synced. */
  readonly seconds: number;
  /** The least wait after each changed stage, even if all proxies are synced sooner. */
  readonly minimum: number;
  /** The time in which all proxies must be synced; else the update ends before the next stage. */
  readonly limit: number;
}

/** The waits of a stack that does not set the key. */
export const defaultSettle: SettleSettings = { seconds: 1, minimum: 0, limit: 30 };
