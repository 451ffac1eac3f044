import { expect } from "chai";
import { isOver, mustSync, pauseMs } from "../../../operations/sync/decide";

describe("the time for proxies", () => {
  it("is over at the deadline", () => {
    expect(isOver(999, 1000)).to.equal(false);
    expect(isOver(1000, 1000)).to.equal(true);
  });
});

describe("the pause between two questions to an istiod", () => {
  it("is nine times as long as the answer took, so that a tenth of the time is spent asking", () => {
    expect(pauseMs(20)).to.equal(180);
    expect(pauseMs(100)).to.equal(900);
  });

  it("is never shorter than 40 ms, and never so long that an update sees the end more than a second late", () => {
    expect(pauseMs(0)).to.equal(40);
    expect(pauseMs(700)).to.equal(1000);
  });

  it("ends at the moment when an answer shows more", () => {
    expect(pauseMs(20, 35)).to.equal(35);
    expect(pauseMs(20, 500)).to.equal(180);
    expect(pauseMs(20, -5)).to.equal(180);
  });
});

describe("a stage", () => {
  it("must be synced where it was written, except one of namespaces and Services", () => {
    expect(mustSync("routes", true)).to.equal(true);
    expect(mustSync("workloads", true)).to.equal(true);
    expect(mustSync("routes", false)).to.equal(false);
    expect(mustSync("foundation", true)).to.equal(false);
  });
});
