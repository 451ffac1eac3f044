import { expect } from "chai";
import { FailingRelease } from "./support/failing-release";
import type { Faults } from "./support/fault-proxy";

/** Writes to objects of a kind. */
const writes =
  (plural: string) =>
  ({ method, path }: Parameters<Faults>[0]) =>
    method !== "GET" && path.includes(`/${plural}`);

describe("an API server that fails in the middle of an update", () => {
  let failing: FailingRelease;

  before(async () => {
    failing = await FailingRelease.begin("failing");
  });

  beforeEach(() => failing.takeBack());

  after(() => failing.end());

  it("that dies between the writes of two routes: no request is lost, and the next update makes them alike", async () => {
    const { current, next } = failing;
    failing.weights(next);
    const east = failing.at("east");
    east.faults = (request) => (writes("virtualservices")(request) ? "cut" : undefined);
    const output = await failing.failing(["v1", "v2", "v3"]);
    expect(output).to.match(
      /VirtualService \(failing-east-web-virtualservice\):\s+error: .*(EOF|connection refused)/s,
    );
    expect(await failing.routed("west")).to.deep.equal(next);
    expect(await failing.routed("east")).to.deep.equal(current);
    await failing.converges(next);
  });

  it("that answers slowly, and then with errors for a while: the update takes longer", async () => {
    const { next } = failing;
    failing.weights(next);
    const tries = { west: 0, east: 0 };
    const busy = { west: 429, east: 503 };
    for (const name of ["west", "east"] as const)
      failing.at(name).faults = (request) => {
        if (!writes("virtualservices")(request)) return { delay: 200 };
        tries[name] += 1;
        return tries[name] <= 2 ? { status: busy[name] } : undefined;
      };
    await failing.goesOn(next);
    for (const [name, count] of Object.entries(tries)) expect(count, name).to.be.at.least(3);
  });
});
