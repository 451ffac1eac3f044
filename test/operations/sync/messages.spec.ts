import { expect } from "chai";
import {
  behindText,
  leftBehindText,
  staleMessage,
  syncedText,
} from "../../../operations/sync/messages";
import type { Straggler } from "../../../operations/sync/stragglers";

const behind = (changes: Partial<Straggler> = {}): Straggler => ({
  ...{ istiod: "west", proxy: "web-1.shop", cluster: "west", type: "Listener", why: "sent" },
  ...changes,
});

describe("what an update says of a proxy", () => {
  it("is its pod, its cluster where that is another one, the type, and since when it waits", () => {
    expect(behindText(behind({ cluster: "outpost", sentTime: "2026-11-26T10:00:00Z" }))).to.equal(
      "west: web-1.shop of cluster outpost has not acknowledged its Listener, sent at 2026-11-26T10:00:00Z",
    );
    expect(behindText(behind({ why: "queued" }))).to.equal(
      "west: web-1.shop waits in istiod's push queue for its Listener",
    );
  });

  it("is the proxy's own reason where it refused what was sent", () => {
    expect(behindText(behind({ why: "refused", error: "no such cluster" }))).to.equal(
      "west: web-1.shop refused its Listener: no such cluster",
    );
  });

  it("names twenty at most, and counts the rest", () => {
    const many = Array.from({ length: 23 }, (_, i) => behind({ proxy: `web-${i}.shop` }));
    const text = leftBehindText("routes", many);
    expect(text).to.contain("web-19.shop has not acknowledged its Listener; and 3 more. ");
    expect(text).to.not.contain("web-20.shop");
  });
});

describe("the refusal of a stage that is not synced", () => {
  it("says how many proxies the config would have to leave behind, or that istiod must be repaired", () => {
    const stale = { seconds: 30, stale: ["west: …"] };
    expect(staleMessage("routes", { ...stale, proxies: 2 })).to.match(
      /settle\.limit gives proxies more time; with gray-release:settle\.stragglers: 2 the update goes on without these 2 proxies\.$/,
    );
    expect(staleMessage("routes", { ...stale, proxies: 0 })).to.match(
      /Repair the istiod and run the same command again; gray-release:settle\.limit gives it more time\.$/,
    );
  });
});

describe("the report of a stage that is synced", () => {
  it("tells its time, how many proxies there are, and how many were left behind", () => {
    expect(syncedText("routes", 540, { proxies: 4 })).to.equal("routes after 0.54 s (4 proxies)");
    expect(syncedText("routes", 540, { proxies: 4, behind: 1 })).to.equal(
      "routes after 0.54 s (4 proxies, 1 left behind)",
    );
    expect(syncedText("workloads", 20, {})).to.equal("workloads after 0.02 s (istiod alone)");
  });
});
