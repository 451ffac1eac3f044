import { expect } from "chai";
import { noBlocking, noteBlocking } from "../../../operations/sync/blocking";
import { proxyOf } from "../../support/proxies";

const [early, late] = ["2026-11-26T10:00:00.1Z", "2026-11-26T10:00:00.2Z"];
const owing = proxyOf("slow.shop", { Cluster: [3, 3, early], RouteConfiguration: [3, 2, late] });
const behind = proxyOf("warm.shop", { Cluster: [3, 2, early], RouteConfiguration: [3, 3, late] });

describe("a proxy that may keep istiod from sending", () => {
  it("has not acknowledged what was sent to it last", () => {
    const { freeSinceMs } = noteBlocking(noBlocking, [owing, behind], 50, 20);
    expect([...freeSinceMs.keys()]).to.deep.equal(["west/warm.shop"]);
  });

  it("may be any that owes something, where an older istiod does not tell when it sent", () => {
    const { freeSinceMs } = noteBlocking(
      noBlocking,
      [proxyOf("old.shop", { Cluster: [3, 2] })],
      50,
      20,
    );
    expect(freeSinceMs.size).to.equal(0);
  });

  it("is free since the first answer after the last one that showed it so", () => {
    const free = proxyOf("slow.shop", { RouteConfiguration: [3, 3, late] });
    let blocking = noteBlocking(noBlocking, [free], 50, 20);
    blocking = noteBlocking(blocking, [free], 90, 20);
    expect(blocking.freeSinceMs.get("west/slow.shop")).to.equal(50);
    blocking = noteBlocking(blocking, [owing], 130, 20);
    blocking = noteBlocking(blocking, [free], 170, 20);
    expect(blocking.freeSinceMs.get("west/slow.shop")).to.equal(170);
  });

  it("holds the queue up together with as many others as leave it at once", () => {
    let blocking = noteBlocking(noBlocking, [behind], 50, 1);
    expect(blocking.openSinceMs).to.equal(50);
    blocking = noteBlocking(blocking, [owing], 90, 2);
    expect(blocking.openSinceMs).to.equal(50);
    blocking = noteBlocking(blocking, [owing], 130, 1);
    expect(blocking.openSinceMs).to.equal(Infinity);
    expect(noteBlocking(blocking, [behind], 170, 1).openSinceMs).to.equal(170);
  });
});
