import { expect } from "chai";
import { FakeApiServer } from "../../../kubernetes/fake/api-server";
import { objectPath } from "../../../kubernetes/object-path";
import { untilRolledOut } from "../../../operations/pods/wait";
import { deployment } from "../../support/live-objects";
import { failureOf, FakeClock } from "../../support/ports";

const path = objectPath(deployment);

describe("the wait for the pods of a Deployment", () => {
  let api: FakeApiServer;
  let clock: FakeClock;

  beforeEach(async () => {
    api = await FakeApiServer.start({ rolloutPods: "never" });
    api.put(deployment);
    clock = new FakeClock();
  });

  afterEach(() => api.stop());

  it("ends when all of them are ready", async () => {
    let looks = 0;
    api.before({ method: "GET" }, () => ++looks === 3 && api.rollOut(path), 3);
    await untilRolledOut(api.client(), path, { clock });
    expect(api.asked({ method: "GET" })).to.have.length(3);
    expect(clock.waits).to.deep.equal([250, 250]);
  });

  it("fails after five minutes, with how many pods are ready", async () => {
    const error = await failureOf(untilRolledOut(api.client(), path, { clock, limitSeconds: 2 }));
    expect(error.message).to.equal("0 of its 1 pods are ready after 2 s");
    expect(clock.now()).to.be.within(2000, 2500);
  });

  it("fails when the Deployment is deleted meanwhile", async () => {
    api.before({ method: "GET" }, () => api.delete(path));
    const error = await failureOf(untilRolledOut(api.client(), path, { clock }));
    expect(error.message).to.equal("it was deleted meanwhile");
  });

  it("fails when the API server does not answer", async () => {
    api.fault({ kind: 500 });
    await failureOf(untilRolledOut(api.client(), path, { clock }));
    expect(clock.waits).to.deep.equal([]);
  });
});
