// What a tree of a rollout's status is drawn from.
import type { StatusReport } from "../report";
import type { Unfolded } from "./fold";

/** What a tree shows. */
export interface TreeQuestion {
  readonly report: StatusReport;
  readonly unfolded: Omit<Unfolded, "suspects">;
  /** Since when clusters were seen to be away, by name, as RFC 3339. */
  readonly awaySince?: Readonly<Record<string, string>>;
}
