import { expect } from "chai";
import type { Clock } from "../../../../operations/clock";
import { acquireLease } from "../../../../operations/rollout/lease/acquire";
import type { LeaseObject } from "../../../../operations/rollout/lease/decide";
import { LeaseLostError, type HeldLease } from "../../../../operations/rollout/lease/held";
import { Home, place } from "../../../support/rollout/homes";

const path = "/apis/coordination.k8s.io/v1/namespaces/shop/leases/gray-rollout-demo";

/** A clock that stands still until a spec ends the wait of the driver; answers are never late. */
class DriverClock implements Clock {
  timeMs = 0;
  private wait?: Wait;
  private told: (wait: Wait) => void = () => undefined;

  readonly now = (): number => this.timeMs;

  readonly sleep: Clock["sleep"] = (ms, { signal } = {}) =>
    new Promise((end, fail) => {
      this.wait = { ms, end };
      signal?.addEventListener("abort", () => fail(new Error("ended early")));
      this.told(this.wait);
    });

  readonly deadline: Clock["deadline"] = () => new Promise(() => undefined);

  /** The wait of the driver, as soon as it waits. */
  get waiting(): Promise<Wait> {
    const { wait } = this;
    return wait ? Promise.resolve(wait) : new Promise((done) => (this.told = done));
  }

  async end(ms: number): Promise<void> {
    const wait = await this.waiting;
    expect(wait.ms).to.equal(ms);
    delete this.wait;
    wait.end();
  }
}

interface Wait {
  readonly ms: number;
  readonly end: () => void;
}

describe("a Lease that a driver holds", () => {
  let west: Home;
  let clock: DriverClock;
  let lease: HeldLease;

  beforeEach(async () => {
    clock = new DriverClock();
    west = await Home.start("west", { now: () => Date.UTC(2030, 0, 1) + clock.timeMs });
    const { api, cluster } = west;
    lease = await acquireLease({ place, cluster, api, clock }, "anna");
  });

  afterEach(async () => {
    await lease.release();
    await west.server.stop();
  });

  const object = () => west.server.get<LeaseObject>(path);
  const lost = () =>
    new Promise<Error>((done) => {
      const tell = () => done(lease.signal.reason as Error);
      if (lease.signal.aborted) tell();
      lease.signal.addEventListener("abort", tell);
    });
  /** Lets the driver try to renew in a second of home, after it waited for so long. */
  const renewal = async (second: number, afterMs = 5000) => {
    clock.timeMs = second * 1000;
    await clock.end(afterMs);
    await Promise.race([clock.waiting, lost()]);
  };

  it("is renewed every five seconds at the time of home", async () => {
    for (const at of [5, 10, 15]) {
      await renewal(at);
      expect(object()?.spec?.renewTime).to.equal(
        `2030-01-01T00:00:${String(at).padStart(2, "0")}.000000Z`,
      );
      lease.check();
    }
    expect(object()?.spec?.acquireTime).to.equal("2030-01-01T00:00:00.000000Z");
  });

  it("is renewed after a failure, too, where that is soon enough", async () => {
    west.server.fault({ kind: 500, times: 2 });
    await renewal(5);
    await renewal(6, 1000);
    await renewal(7, 1000);
    expect(object()?.spec?.renewTime).to.equal("2030-01-01T00:00:07.000000Z");
    clock.timeMs = 16_000;
    lease.check();
  });

  it("ends the driver before another one may take it, where it can't be renewed", async () => {
    west.server.fault({ kind: 500, message: "etcd is away" });
    for (const at of [5, 6, 7, 8]) await renewal(at, at === 5 ? 5000 : 1000);
    lease.check();
    await renewal(9, 1000);
    const error = await lost();
    expect(error).to.be.instanceOf(LeaseLostError);
    expect(error.message).to.equal(
      "this driver stops, because it lost the Lease of the rollout: it could not be renewed for 10 s: etcd is away",
    );
    expect(() => lease.check()).to.throw(LeaseLostError);
  });

  it("ends the driver at once where another one has it", async () => {
    await west.api.mergePatch(path, { spec: { holderIdentity: "ben" } });
    await renewal(5);
    expect((await lost()).message).to.equal(
      "this driver stops, because it lost the Lease of the rollout: ben has it now",
    );
    expect(object()?.spec?.holderIdentity).to.equal("ben");
  });

  it("ends the driver where somebody deleted it", async () => {
    west.server.delete(path);
    await renewal(5);
    expect((await lost()).message).to.match(/: it is gone in cluster west$/);
    expect(object()).to.equal(undefined);
  });

  it("ends a driver that was stopped for too long, before its next write", () => {
    clock.timeMs = 9999;
    lease.check();
    clock.timeMs = 10_000;
    expect(() => lease.check()).to.throw(LeaseLostError, /it was not renewed for 10 s$/);
    expect(lease.signal.aborted).to.equal(true);
  });

  it("counts its time from the request on: the server may have dated it long before the answer", async () => {
    west.server.before({ method: "PATCH" }, () => (clock.timeMs = 8000));
    await renewal(5);
    clock.timeMs = 14_999;
    lease.check();
    clock.timeMs = 15_000;
    expect(() => lease.check()).to.throw(LeaseLostError);
  });

  it("is renewed no more after its release", async () => {
    await lease.release();
    expect(object()?.spec).to.not.have.property("holderIdentity");
    expect(lease.signal.aborted).to.equal(false);
  });
});
