// Sends requests to services that call others, and checks the share of each chain of versions.
import type { AppAnswer } from "../../../lab/apps/app-answer";
import { chainOf } from "../../../lab/apps/chain";
import { expect } from "chai";
import { sendRequests } from "../../../lab/load/load";
import type { LoadTotals } from "../../../lab/load/load-totals";
import { expectShares, type Shares } from "./shares";

/** What came back, by the versions that took part, such as `appa v2 > appb v2`. */
export interface ChainTotals extends LoadTotals {
  readonly byChain: Readonly<Record<string, number>>;
}

/** Sends requests to a service that calls others. */
export async function sendAlong(
  url: string,
  count: number,
  headers: Record<string, string>,
): Promise<ChainTotals> {
  const byChain: Record<string, number> = {};
  const totals = await sendRequests({
    url,
    count,
    headers,
    onAnswer: ({ status, body }) => {
      if (status !== 200) return;
      const chain = chainOf(JSON.parse(body) as AppAnswer);
      byChain[chain] = (byChain[chain] ?? 0) + 1;
    },
  });
  return { ...totals, byChain };
}

/**
 * Fails unless nothing failed and every chain's share of the answers is what chance allows
 * around its weight.
 */
export function expectChains(
  what: string,
  { total, failures, byChain }: ChainTotals,
  weights: Shares,
): void {
  expect(failures, what).to.deep.equal({});
  expectShares(what, total, byChain, weights);
}
