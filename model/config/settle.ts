/** How long an update waits for proxies between two stages, in seconds. */
export interface SettleSettings {
  /** The wait after each stage that changed, where proxies can't be asked what they took. */
  readonly seconds: number;
  /** The least wait after each stage that changed, however soon all proxies have answered. */
  readonly minimum: number;
  /** Until when all proxies must have answered; else the update ends before the next stage. */
  readonly limit: number;
}

/** What holds where a stack says nothing else. */
export const defaultSettle: SettleSettings = { seconds: 1, minimum: 0, limit: 30 };
