import { expect } from "chai";
import type { KubeObject } from "../../../kubernetes/client";
import { objectPath } from "../../../kubernetes/object-path";
import { limitContext } from "../../../model/limits/limit";
import type { LimitsSpec } from "../../../model/limits/spec";
import { manifests, planRelease } from "../../../model/plan/plan";
import type { ServiceWeights } from "../../../model/release/routing";
import type { ServiceSpec } from "../../../model/release/release";
import { RefusalError } from "../../../operations/refusal";
import { noteManager, notePatch } from "../../../operations/stable/note";
import { mayBegin } from "../../../operations/update/begin";
import { UpdateSync } from "../../../operations/update/run";
import { failureOf, FakeClock, Lines } from "../../support/ports";
import {
  clusterAt,
  edit,
  planned,
  reachServing,
  stopAll,
  type FakeCluster,
} from "../../support/reached";
import { east, release as releaseOf, service, west } from "../../support/releases";

const friday = new Date("2026-11-27T12:00:00Z");
const freeze = [{ days: ["fri" as const] }];
const v1 = { image: "hello:1" };
const v2 = { image: "hello:2" };
const few = { v1: 90, v2: 10 };

const release = (weights: ServiceWeights, changes: Partial<ServiceSpec> = {}) =>
  releaseOf({
    gateway: { hosts: ["shop.example.com"] },
    services: { hello: service({ expose: true, versions: { v1, v2 }, weights, ...changes }) },
  });

/** What a spec begins an update with. */
interface Update {
  readonly limits: LimitsSpec;
  readonly from: ServiceWeights;
  readonly to: ServiceWeights;
  /** Changes of the service that come with the new weights. */
  readonly changes?: Partial<ServiceSpec>;
  /** The stable version that the clusters note. */
  readonly noted?: string;
  readonly preview?: boolean;
  /** The clusters whose weights a rollout holds. */
  readonly held?: readonly string[];
  /** What happens to the clusters before the update. */
  readonly meanwhile?: (clusters: readonly FakeCluster[]) => void;
}

describe("the limits of an update", () => {
  let clusters: FakeCluster[];
  let lines: Lines;

  afterEach(() => stopAll(clusters));

  async function start(update: Update) {
    const { limits, from, to, changes, noted, preview = false, held = [], meanwhile } = update;
    lines = new Lines();
    const serving = await reachServing(release(from), west, east);
    clusters = serving;
    for (const one of serving)
      if (noted !== undefined)
        await one.client!.mergePatch(objectPath(planned(one, "VirtualService")), notePatch(noted), {
          fieldManager: noteManager,
        });
    meanwhile?.(serving);
    const plan = planRelease(release(to, changes), [west, east]);
    clusters = serving.map((one, i) => {
      const next = plan.clusters[i]!;
      return { ...one, plan: next, objects: manifests(next) };
    });
    const context = limitContext(plan, limits);
    return mayBegin(clusters, {
      ...{ stack: "dev", plan, reporter: lines },
      limits: { context, preview, now: friday, held: new Set(held) },
    });
  }

  /** The message of a refusal. */
  async function refused(update: Update): Promise<string> {
    const error = await failureOf(start(update));
    expect(error).to.be.instanceOf(RefusalError);
    await stopAll(clusters);
    return error.message;
  }

  const half = { from: few, to: { v1: 50, v2: 50 } };

  it("stop a step that is too large, in a preview too, with code, path and fix", async () => {
    for (const preview of [false, true])
      expect(await refused({ limits: { step: 20 }, ...half, preview })).to.equal(
        "This update breaks a limit of the stack; nothing was touched.\n\n" +
          "1. release.services.hello.weights.v2  [GR400]\n" +
          "   given:   v2 would get 50 % of the requests for hello in place of 10 %: 40 points more\n" +
          "   allowed: at most 20 points in one update (limits.step)\n" +
          "   fix:     give v2 at most 30 % in this update, and the rest in later ones\n",
      );
  });

  it("measure no step in clusters whose weights a rollout holds, and those of the others", async () => {
    await start({ limits: { step: 20 }, ...half, held: ["west", "east"] });
    await stopAll(clusters);
    const message = await refused({ limits: { step: 20 }, ...half, held: ["west"] });
    expect(message).to.contain("40 points more (in east)");
  });

  it("let a step pass that is small enough", async () => {
    const { limited } = await start({ limits: { step: 40 }, ...half });
    expect(limited?.growing).to.deep.equal([{ service: "hello", version: "v2" }]);
  });

  it("compare with the weights of each cluster, not with those of a file", async () => {
    const ahead = ({ [0]: first }: readonly FakeCluster[]) => {
      const [plan] = planRelease(release({ v1: 60, v2: 40 }), [west]).clusters;
      const route = manifests(plan!).find(({ kind }) => kind === "VirtualService");
      edit(
        first!,
        planned(first!, "VirtualService"),
        (route as KubeObject & { spec: object }).spec,
        "gray-release",
      );
    };
    const message = await refused({ limits: { step: 20 }, ...half, meanwhile: ahead });
    expect(message).to.include("40 points more (in east)");
    expect(message).to.not.include("west");
  });

  it("let all requests go back to the stable version, in a frozen time too", async () => {
    const back = { from: { v1: 50, v2: 50 }, to: { v1: 100 }, noted: "v1" };
    const { limited } = await start({ limits: { step: 5, freeze, readyPods: 9 }, ...back });
    expect(limited?.growing).to.deep.equal([]);
    expect(lines.warnings.join()).to.include("[GR402]");
  });

  it("stop the same step to a version that is not the stable one", async () => {
    const on = { from: { v1: 50, v2: 50 }, to: { v2: 100 }, noted: "v1" };
    expect(await refused({ limits: { step: 5 }, ...on })).to.include("[GR400]");
    expect(await refused({ limits: { freeze }, ...on })).to.include("[GR408]");
  });

  it("let an update record what an abort has written, whatever the limits are", async () => {
    const limits = { step: 5, freeze, readyPods: 9, hosts: ["shop.example.org"] };
    await start({ limits, from: { v1: 100 }, to: { v1: 100 } });
    expect(lines.warnings.map((one) => /GR\d+/.exec(one)?.[0])).to.deep.equal(["GR402", "GR403"]);
  });

  it("let it record that while pods of the other version fail", async () => {
    const crash = (serving: readonly FakeCluster[]) => {
      for (const one of serving) {
        const path = "/apis/apps/v1/namespaces/gray-demo/deployments/hello-v2";
        const { metadata, ...live } = one.api.get(path)!;
        const { managedFields: _, ...rest } = metadata;
        const status = { observedGeneration: metadata.generation, readyReplicas: 0 };
        one.api.put({ ...live, metadata: rest, status } as KubeObject, {
          ...{ manager: "kubelet", subresource: "status" },
        });
      }
    };
    await start({ limits: { freeze }, from: { v1: 100 }, to: { v1: 100 }, meanwhile: crash });
    expect(lines.warnings).to.deep.equal([]);
  });

  it("stop what the declaration breaks, together with the step", async () => {
    const limits = { step: 20, readyPods: 3, hosts: ["shop.example.org"] };
    const message = await refused({ limits, ...half });
    expect(message).to.match(/^This update breaks 4 limits of the stack/);
    expect(message.match(/GR4\d\d/g)).to.deep.equal(["GR402", "GR402", "GR403", "GR400"]);
  });

  it("stop any change of weights where these need a rollout and the stack declares none", async () => {
    const message = await refused({ limits: { rollout: true, step: 90 }, ...half, noted: "v1" });
    expect(message).to.match(/^This update breaks a limit of the stack/);
    expect(message).to.match(/weights\.v2 {2}\[GR410\]\n {3}given: {3}v2 would get 50 %/);
    const back = { from: { v1: 50, v2: 50 }, to: { v1: 100 }, noted: "v1" };
    await start({ limits: { rollout: true }, ...back });
  });

  it("stop an update in a frozen time, and warn in its preview", async () => {
    const images = { from: few, to: few, changes: { versions: { v1, v2: { image: "hello:3" } } } };
    const message = await refused({ limits: { freeze }, ...images });
    expect(message).to.include("limits.freeze[0]  [GR408]");
    expect(message).to.match(/fix: +wait until sat at 00:00 in UTC, or take/);
    await start({ limits: { freeze }, ...images, preview: true });
    expect(lines.warnings.join()).to.match(
      /limits\.freeze\[0\] \[GR408\]: an update on fri at 12:00/,
    );
    await stopAll(clusters);
    await start({ limits: { freeze: [{ days: ["sat"] }] }, ...images });
    expect(lines.warnings.join()).to.not.include("GR408");
  });

  it("stop the removal of a version in a frozen time", async () => {
    const removal = { from: { v1: 100 }, to: { v1: 100 }, changes: { versions: { v1 } } };
    expect(await refused({ limits: { freeze }, ...removal })).to.include("[GR408]");
  });

  it("stop an update that can't see the weights of a cluster", async () => {
    const forbid = (serving: readonly FakeCluster[]) =>
      clusterAt(serving, 1).api.fault({ kind: 403, match: { kind: "VirtualService" } });
    for (const [key, limits] of Object.entries({
      step: { step: 90 },
      rollout: { rollout: true },
    })) {
      const message = await refused({ limits, ...half, noted: "v1", meanwhile: forbid });
      expect(message).to.include(`limits.${key}  [GR409]`);
      expect(message).to.include("the routes of east");
    }
  });

  describe("right before the routes", () => {
    const settings = { settle: { seconds: 0, minimum: 0, limit: 1, stragglers: 0 }, ready: 60 };
    const begin = async (readyPods: number) => {
      // Somebody else decides how many pods of v2 run, so no file shows it.
      const external = {
        versions: { v1: { ...v1, replicas: 3 }, v2: { ...v2, replicas: "external" as const } },
      };
      const begun = start({ limits: { readyPods }, ...half, changes: external });
      await begun;
      return new UpdateSync(clusters, {
        settings,
        start: begun,
        reporter: lines,
        clock: new FakeClock(),
      });
    };

    it("count the ready pods of a version that gains, in all clusters", async () => {
      const error = await failureOf((await begin(3)).before("routes"));
      expect(error).to.be.instanceOf(RefusalError);
      expect(error.message).to.equal(
        "Too few pods are ready for the new weights. This update moved no route.\n\n" +
          "1. release.services.hello.versions.v2.replicas  [GR402]\n" +
          "   given:   v2 of hello has 2 ready pods, and gets requests by weights\n" +
          "   allowed: at least 3 pods in all clusters together (limits.readyPods)\n" +
          "   fix:     wait until 3 of its pods are ready, or let more run; then run the update again\n",
      );
    });

    it("let enough of them pass", async () => {
      await (await begin(2)).before("routes");
    });
  });
});
