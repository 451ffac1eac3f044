import { expect } from "chai";
import { busyCases } from "../../../bench/busy-mesh/cases";
import { busyMeshPage } from "../../../bench/busy-mesh/report";
import type { BusyResult, BusyResults } from "../../../bench/busy-mesh/run";

const machine = {
  ...{ cores: 2, memoryGiB: 8, platform: "linux x64", node: "v20", load: 0 },
  ...{ pulumi: "v3", kubernetesProvider: "v4", date: "2026-11-26" },
};
const counts = {
  connected: 500,
  changes: 9,
  acknowledged: 4000,
  slowestAckMs: 2000,
  cpuSeconds: 1,
};
const result: BusyResult = {
  operation: "add",
  settling: { subsets: 2.5, routes: 4 },
  ...{ seconds: 9, requests: 1000, failed: 0, strangers: 0, byChain: {}, losses: [] },
};
const page = (results: readonly BusyResult[], more: Partial<BusyResults> = {}): string => {
  const cases = [{ ...busyCases[0]!, results, counts, convergence: 5 }];
  return busyMeshPage({ machine, times: 1, otherCheckout: false, cases, ...more });
};

describe("the page of updates in a busy mesh", () => {
  it("compares the longest settling of an operation with the slowest acknowledgement", () => {
    const row = "| slow | add | 0 of 1 | 4.00 (4.00 to 4.00) | 2.00 s (kept: at most 3 s) |";
    expect(page([result])).to.contain(row);
    const late = { ...result, settling: { routes: 5.2 } };
    expect(page([result, late])).to.contain("3.20 s (MISSED: at most 3 s)");
  });

  it("counts refusals and lost requests, and tells why an update was refused", () => {
    const error = "error: The proxies did not take the places within 30 s";
    const text = page([
      { ...result, failed: 2 },
      { ...result, settling: {}, error },
    ]);
    expect(text).to.contain("| slow | add | 1 of 2 |");
    expect(text).to.contain("In all 1 of 2 updates were refused, and 2 of 2,000 requests lost.");
    expect(text).to.contain(error);
  });

  it("tells whether a refusal names the proxy that never acknowledges", () => {
    const refused = "The proxies did not take the routes: proxy-99.mesh-load owes its routes";
    const proxy = "proxy-99.mesh-load";
    const good = page([result], { straggling: { proxy, refused } });
    expect(good).to.contain("the update is refused and names proxy-99.mesh-load; with");
    expect(good).to.contain("`settle.stragglers: 1` it passes.");
    const bad = page([result], { straggling: { proxy, allowed: refused } });
    expect(bad).to.contain("is NOT refused").and.to.contain("it is REFUSED");
  });

  it("says beside it how long istiod itself needed", () => {
    expect(page([result])).to.contain("istiod itself needed at most 5 s in 99 of 100 cases.");
  });

  it("tells what many Services cost", () => {
    const text = page([result], { big: { none: [0.3, 0.3, 0.4], many: [0.9, 1.5, 1.6] } });
    expect(text).to.contain("1.20 s (MISSED: at most 1 s) more");
  });
});
