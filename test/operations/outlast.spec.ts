import { expect } from "chai";
import { SilenceError } from "../../kubernetes/http/resend";
import { AwayTooLongError, awayLimitMs, outlast } from "../../operations/outlast";
import { failureOf, FakeClock } from "../support/ports";
import { clusterAt, reachFakes, stopAll, type FakeCluster } from "../support/reached";
import { east, release, west } from "../support/releases";

describe("a question that outlasts a cluster's absence", () => {
  let clusters: FakeCluster[];
  let clock: FakeClock;

  beforeEach(async () => {
    clusters = await reachFakes(release(), west, east);
    clock = new FakeClock();
  });

  afterEach(() => stopAll(clusters));

  const api = (i: number) => clusterAt(clusters, i).api;
  const ask = <T>(run: () => Promise<T>, more: object = {}) =>
    outlast(run, { reached: clusters, clock, ...more });
  const away = () => Promise.reject<number>(new Error("connection refused"));

  it("gives the first answer, and asks nothing else", async () => {
    expect(await ask(() => Promise.resolve(7))).to.equal(7);
    expect(clock.waits).to.deep.equal([]);
    expect(api(0).requests).to.deep.equal([]);
  });

  it("is asked again when all clusters answer, after the given work", async () => {
    await api(1).refuse();
    const steps: string[] = [];
    const run = () => {
      steps.push(`asked at ${clock.now()}`);
      return steps.length === 1 ? away() : Promise.resolve(7);
    };
    const sleep = clock.sleep.bind(clock);
    clock.sleep = async (ms) => {
      await sleep(ms);
      if (clock.now() === 3000) await api(1).accept();
    };
    const beforeRetry = () => Promise.resolve(void steps.push("connected"));
    expect(await ask(run, { beforeRetry })).to.equal(7);
    expect(steps).to.deep.equal(["asked at 0", "connected", "asked at 3000"]);
  });

  it("gives up clusters that are dead, and names each with the reason", async () => {
    for (const i of [0, 1]) await api(i).refuse();
    const error = await failureOf(ask(away));
    expect(error).to.be.instanceOf(AwayTooLongError);
    expect(error.message).to.match(
      /cluster west \(.*ECONNREFUSED.*; cluster east \(.*ECONNREFUSED/,
    );
    expect(clock.now()).to.be.within(awayLimitMs - 1000, awayLimitMs);
  });

  it("gives up at once a cluster that was silent for the time of a question, and is silent still", async () => {
    api(0).fault({ kind: "stall" });
    const run = async () => {
      await clock.sleep(10_800);
      throw new Error("wrapped", { cause: new SilenceError("no answer within 10.8 s", 10_800) });
    };
    const failed = failureOf(ask(run));
    while (api(0).requests.length === 0) await new Promise(setImmediate);
    clock.endBackground();
    expect((await failed).message).to.match(/^cluster west \(.*\): no answer within 3 s$/);
    expect(clock.waits).to.deep.equal([10_800]);
  });

  it("gives an absence after a long try its whole time", async () => {
    let tries = 0;
    const run = async () => {
      tries += 1;
      if (tries > 3) return tries;
      await clock.sleep(60_000);
      return away();
    };
    expect(await ask(run)).to.equal(4);
  });

  it("says what failed last where all clusters answer", async () => {
    const error = await failureOf(ask(away));
    expect(error.message).to.equal("connection refused");
    expect(clock.now()).to.be.within(awayLimitMs - 1000, awayLimitMs);
  });

  it("ends at once with a failure that is final, and with one of the work before a try", async () => {
    const isFinal = ({ message }: Error) => message === "final";
    const final = () => Promise.reject(new Error("final"));
    expect((await failureOf(ask(final, { isFinal }))).message).to.equal("final");
    expect(clock.waits).to.deep.equal([]);
    expect((await failureOf(ask(away, { beforeRetry: final }))).message).to.equal("final");
  });
});
