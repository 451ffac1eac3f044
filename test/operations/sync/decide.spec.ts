import { expect } from "chai";
import { awaitPush, isOver, judgeAnswer, mustSync } from "../../../operations/sync/decide";
import { proxyState } from "../../support/proxies";

const answer = (push: number, acked: number, inboundUpdates: number, atMs: number) => ({
  proxies: [proxyState(push, acked)],
  inboundUpdates,
  atMs,
});

describe("the proxies of an istiod whose store holds everything", () => {
  const awaited = awaitPush(answer(7, 7, 100, 1000));
  const judge = (...args: Parameters<typeof answer>) => judgeAnswer(awaited, answer(...args));

  it("are stale while the push that was under way may lack the last objects", () => {
    expect(judge(7, 7, 100, 1249).stale).to.deep.equal(["changes are still coming in"]);
    expect(judge(8, 8, 100, 1249).stale).to.deep.equal(["changes are still coming in"]);
  });

  it("are synced with the second push from there, however many changes come in", () => {
    expect(judge(9, 9, 200, 1001).stale).to.deep.equal([]);
  });

  it("are synced when no change came in for a quarter of a second", () => {
    expect(judge(7, 7, 100, 1250).stale).to.deep.equal([]);
  });

  it("begin the quarter of a second anew with each change", () => {
    const { awaited: next, stale } = judge(7, 7, 101, 1200);
    expect(stale).to.deep.equal(["changes are still coming in"]);
    expect(judgeAnswer(next, answer(7, 7, 101, 1449)).stale).to.have.length(1);
    expect(judgeAnswer(next, answer(7, 7, 101, 1450)).stale).to.deep.equal([]);
  });

  it("are stale, by name, until they acknowledge what was sent", () => {
    const missing = ["gateway.istio-system has not acknowledged its RouteConfiguration"];
    expect(judge(9, 8, 100, 1001).stale).to.deep.equal(missing);
    expect(judge(7, 6, 100, 9000).stale).to.deep.equal(missing);
  });
});

describe("the time for proxies", () => {
  it("is over at the deadline", () => {
    expect(isOver(999, 1000)).to.equal(false);
    expect(isOver(1000, 1000)).to.equal(true);
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
