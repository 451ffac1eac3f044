import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chaosRelease, underChaos } from "../../bench/no-loss/chaos";
import { callers, throughGatewayAndMesh } from "../../bench/no-loss/flows";
import { NaiveOrder } from "../../bench/no-loss/naive";
import { laneFlows, laneNamed, states } from "../../bench/no-loss/operations";
import { shop } from "../../bench/no-loss/releases";
import { Stacks } from "../../bench/no-loss/stacks";
import { settled, underLoad, type TransitionResult } from "../../bench/no-loss/transition";
import type { Release } from "../../model/release/release";
import type { Weights } from "../../model/release/routing";
import { openBackend } from "../../engine/backend";
import { MeshClient } from "./support/client";
import { lab, tools } from "./support/lab";
import { seed } from "../support/cases";
import { later } from "./support/retiring";
import { enough, expectSplit } from "./support/shares";

/** Of each operation; connections rest so that updates get their share of two cores. The benchmark `no-loss` sends more. */
const amount = { requests: 1500, pause: 100 };

describe("under steady load on both gateways and inside the mesh", () => {
  const folder = mkdtempSync(join(tmpdir(), "gray-e2e-no-loss-"));
  let stacks: Stacks;

  before(async () => {
    const backend = openBackend(join(folder, "state"));
    const engine = { tools: tools(), backend, signal: new AbortController().signal };
    stacks = new Stacks(join(folder, "stacks"), lab().clusters, engine);
    await stacks.apply(callers("calling", ["operated", "naive", chaosRelease]));
  });

  after(() => {
    later(stacks.removeAll().then(() => rmSync(folder, { recursive: true, force: true })));
  });

  describe("one update after the other", () => {
    const plain: Release = shop("operated", states.stable, { injection: "disabled" });
    let current = plain;

    before(async () => {
      await stacks.apply(plain);
      await settled(lab().clusters, throughGatewayAndMesh(plain));
    });

    const change = async (to: Release): Promise<TransitionResult> => {
      const from = current;
      current = to;
      const flows = throughGatewayAndMesh(to);
      return underLoad(stacks, lab().clusters, { from, to, flows }, amount);
    };
    const steps: readonly (readonly [string, Release])[] = [
      ["turning mutual TLS to STRICT", shop("operated", states.stable, { mtls: "STRICT" })],
      ["adding a version", shop("operated", states.gray)],
      ["shifting weights", shop("operated", states.half)],
      ["aborting", shop("operated", states.aborted)],
      ["promoting", shop("operated", states.promoted)],
      ["adding the old version and new images", shop("operated", states.replaced)],
      ["moving a version to the other cluster", shop("operated", states.moved)],
      ["removing a version", shop("operated", states.stable)],
      ["turning mutual TLS off", plain],
    ];
    for (const [what, to] of steps)
      it(`${what} loses no request`, async () => expectNothingLost(await change(to)));
  });

  it("renaming a lane loses no request", async () => {
    const [from, to] = [laneNamed("renamed", "gray"), laneNamed("renamed", "canary")];
    const flows = laneFlows(from);
    await stacks.apply(from);
    await settled(lab().clusters, flows);
    expectNothingLost(await underLoad(stacks, lab().clusters, { from, to, flows }, amount));
  });

  it("a service with an HTTP and a gRPC port from 0 by 10 and 50 to 100 loses no request on either", async () => {
    const client = await MeshClient.start("west", "two-ports");
    const calls = (count: number) =>
      client.send({ kind: "grpc", address: "shop.two-ports:6565", count, concurrency: 2 });
    const [flow] = throughGatewayAndMesh(twoPorts(0));
    try {
      await stacks.apply(twoPorts(0));
      await settled(lab().clusters, [flow!]);
      for (const [from, canary] of [
        [0, 10],
        [10, 50],
        [50, 100],
      ] as const) {
        const change = { from: twoPorts(from), to: twoPorts(canary), flows: [flow!] };
        let ended = false;
        const half = { ...amount, requests: amount.requests / 2 };
        const http = underLoad(stacks, lab().clusters, change, half).finally(() => (ended = true));
        do {
          const { failed, failures } = await calls(200);
          expect({ failed, failures }, `gRPC, to ${canary} %`).to.deep.equal({
            failed: 0,
            failures: {},
          });
        } while (!ended);
        expectNothingLost(await http);
        const weights = { v1: 100 - canary, v2: canary };
        expectSplit(`gRPC at ${canary} %`, await calls(enough(weights)), weights);
      }
    } finally {
      later(client.stop());
    }
  });

  it("the same objects in a naive order lose requests: the load can tell", async () => {
    const naive = new NaiveOrder(lab().clusters);
    const [from, to] = [shop("naive", states.half), shop("naive", states.promoted)];
    const flows = throughGatewayAndMesh(from);
    try {
      await naive.apply(from);
      await settled(lab().clusters, flows);
      const there = await underLoad(naive, lab().clusters, { from, to, flows }, amount);
      const back = { from: to, to: from, flows };
      await settled(lab().clusters, flows);
      const again = await underLoad(naive, lab().clusters, back, amount);
      expect(there.failed + again.failed).to.be.greaterThan(0);
    } finally {
      await naive.remove();
    }
  });

  it("an engine, a provider or a program killed in the middle loses no request, and the next update converges", async () => {
    // Chance chooses one of the three; the benchmark `chaos` kills each of them many times.
    const options = { kills: 1, seed, first: seed, within: 5 };
    const { kills, load } = await underChaos(stacks, lab().clusters, options, () => undefined);
    const differences = kills.flatMap((kill) => kill.differences);
    expect(differences, `seed ${seed}`).to.deep.equal([]);
    expectNothingLost(load);
    expect(kills.length).to.equal(1);
  });
});

/** The release `two-ports`, whose version v2 has so many percent; at 0 it is not there. */
function twoPorts(canary: number): Release {
  const { versions } = canary === 0 ? states.stable : states.gray;
  const weights: Weights = canary === 0 ? { v1: 100 } : { v1: 100 - canary, v2: canary };
  const release = shop("two-ports", { versions, weights });
  const { port = 0, ...rest } = release.services.shop!;
  const ports = [
    { name: "http", port },
    { name: "grpc", port: 6565 },
  ];
  return { ...release, services: { shop: { ...rest, ports } } };
}

function expectNothingLost({
  failed,
  strangers,
  losses,
}: Pick<TransitionResult, "failed" | "strangers" | "losses">): void {
  expect({ failed, strangers, losses: losses.slice(0, 5) }).to.deep.equal({
    failed: 0,
    strangers: 0,
    losses: [],
  });
}
