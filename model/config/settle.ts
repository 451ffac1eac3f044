// The key `settle`: how long an update waits until proxies are synced before it goes on.
/** The waits of an update between two stages, and how many proxies it may leave behind. */
export interface SettleSettings {
  /** The wait after each changed stage if the program can't ask istiod which proxies are synced. */
  readonly seconds: number;
  /** The least wait after each changed stage, even if all proxies are synced sooner. */
  readonly minimum: number;
  /** The time in which all proxies must be synced; else the update ends before the next stage. */
  readonly limit: number;
  /**
   * How many proxies may be behind when the time is over: a number, or a share of all proxies such as
   * `5%`. The update names each of them, and goes on.
   */
  readonly stragglers: number | string;
}

/** The waits of a stack that does not set the key. */
export const defaultSettle: SettleSettings = {
  seconds: 1,
  minimum: 0,
  limit: 30,
  stragglers: 0,
};
