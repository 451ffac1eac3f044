import { expect } from "chai";
import {
  acquireLease,
  LeaseHeldError,
  leaseHolder,
} from "../../../../operations/rollout/lease/acquire";
import type { LeaseObject } from "../../../../operations/rollout/lease/decide";
import type { HeldLease } from "../../../../operations/rollout/lease/held";
import { holderName } from "../../../../operations/rollout/lease/holder";
import { Home } from "../../../support/rollout/homes";

const path = "/apis/coordination.k8s.io/v1/namespaces/shop/leases/gray-rollout-demo";

const failure = (answer: Promise<unknown>): Promise<Error> =>
  answer.then(
    () => Promise.reject(new Error("it did not fail")),
    (error: Error) => error,
  );

describe("the Lease of a rollout's driver", () => {
  let west: Home;
  let second = 0;
  let held: HeldLease[] = [];

  beforeEach(async () => {
    [second, held] = [0, []];
    west = await Home.start("west", { now: () => Date.UTC(2030, 0, 1, 0, 0, second) });
  });

  afterEach(async () => {
    await Promise.all(held.map((one) => one.release()));
    await west.server.stop();
  });

  const acquire = async (holder: string) => {
    const one = await acquireLease(west, holder);
    held.push(one);
    return one;
  };
  const spec = () => west.server.get<LeaseObject>(path)?.spec;

  it("is taken by the first driver, at the time of home", async () => {
    const lease = await acquire("anna");
    expect(lease.holder).to.equal("anna");
    expect(lease.takenFrom).to.equal(undefined);
    expect(spec()).to.deep.equal({
      ...{ holderIdentity: "anna", leaseDurationSeconds: 15, leaseTransitions: 0 },
      acquireTime: "2030-01-01T00:00:00.000000Z",
      renewTime: "2030-01-01T00:00:00.000000Z",
    });
  });

  it("is refused to a second driver, with the name of the first, since when and until when", async () => {
    await acquire("anna");
    second = 14;
    const error = await failure(acquire("ben"));
    expect(error).to.be.instanceOf(LeaseHeldError);
    expect(error.message).to.equal(
      "anna drives the rollout since 2030-01-01T00:00:00.000Z; nobody else may before 2030-01-01T00:00:15.000Z by the clock of cluster west, and that driver may renew it until it ends",
    );
    expect(await leaseHolder(west)).to.deep.equal({
      nowMs: Date.UTC(2030, 0, 1, 0, 0, 14),
      holder: {
        ...{ name: "anna", sinceMs: Date.UTC(2030, 0, 1), untilMs: Date.UTC(2030, 0, 1, 0, 0, 15) },
      },
    });
  });

  it("goes to a second driver when its time is over, who learns from whom", async () => {
    await acquire("anna");
    second = 15;
    const lease = await acquire("ben");
    expect(lease.takenFrom).to.have.property("name", "anna");
    expect(spec()).to.deep.include({ holderIdentity: "ben", leaseTransitions: 1 });
  });

  it("is free at once after a release", async () => {
    const first = await acquire("anna");
    await first.release();
    expect(first.signal.aborted).to.equal(false);
    const lease = await acquire("ben");
    expect(lease.takenFrom).to.equal(undefined);
    expect(spec()?.holderIdentity).to.equal("ben");
    // The first one gives nothing free that is another driver's.
    await first.release();
    expect(spec()?.holderIdentity).to.equal("ben");
  });

  for (const [when, prepare] of [
    ["there is none yet", () => Promise.resolve()],
    ["it is free", async () => (await acquire("zoe")).release()],
    [
      "its time is over",
      async () => {
        await acquire("zoe");
        second = 40;
      },
    ],
  ] as const)
    it(`is had by exactly one of several drivers that take it at once, where ${when}`, async () => {
      await prepare();
      const all = await Promise.allSettled(["anna", "ben", "cem", "dia"].map(acquire));
      const [winner, ...others] = all.flatMap((one) =>
        one.status === "fulfilled" ? [one.value.holder] : [],
      );
      expect(others).to.deep.equal([]);
      expect(spec()?.holderIdentity).to.equal(winner);
      for (const one of all)
        if (one.status === "rejected") {
          expect(one.reason).to.be.instanceOf(LeaseHeldError);
          expect((one.reason as LeaseHeldError).holder.name).to.equal(winner);
        }
    });

  it("is had where only the answer to its write was lost", async () => {
    west.server.fault({ kind: "cut", match: { method: "POST" }, times: 1 });
    const lease = await acquire("anna");
    expect(lease.holder).to.equal("anna");
    await lease.release();
    west.server.fault({ kind: "cut", match: { method: "PATCH" }, times: 1 });
    expect((await acquire("ben")).holder).to.equal("ben");
  });

  it("is not had without rights or namespace, which the error names", async () => {
    const rbac = "in namespace shop (403): grant the rights that `npx gray rbac` prints";
    const what = "the Lease gray-rollout-demo";
    west.server.fault({ kind: 403, times: 1 });
    expect((await failure(acquire("anna"))).message).to.equal(
      `the kubeconfig's user may not get ${what} ${rbac}`,
    );
    west.server.fault({ kind: 403, times: 1, match: { method: "POST" } });
    expect((await failure(acquire("anna"))).message).to.equal(
      `the kubeconfig's user may not create ${what} ${rbac}`,
    );
    west.server.fault({ kind: 404, times: 5, match: { method: "POST" } });
    expect((await failure(acquire("anna"))).message).to.equal(
      "there is no namespace shop for the Lease gray-rollout-demo: an update of the stack makes it",
    );
  });

  it("is held under a name that tells user, host and process, and that no other process has", () => {
    expect(holderName()).to.match(new RegExp(`^[^@]+@[^:]+:${process.pid}/[0-9a-f]{8}$`));
    expect(holderName()).to.not.equal(holderName());
  });
});
