import { expect } from "chai";
import { objectPath } from "../../../kubernetes/object-path";
import { planRelease } from "../../../model/plan/plan";
import type { Release } from "../../../model/release/release";
import { noteManager, notePatch } from "../../../operations/stable/note";
import { RefusalError } from "../../../operations/refusal";
import { mayBegin } from "../../../operations/update/begin";
import { failureOf, Lines } from "../../support/ports";
import {
  clusterAt,
  edit,
  install,
  planned,
  reachFakes,
  stopAll,
  type FakeCluster,
} from "../../support/reached";
import { east, release, service, west } from "../../support/releases";
import { everything, virtualService } from "../foreign/support";

const image = "hello:1";
const v1 = { image };
const v2 = { image };
const split = (versions: object) =>
  release({
    services: {
      hello: service({ versions: { v2, ...versions }, weights: { v2: 90, v3: 10 } }),
    },
  });
const without = split({ v3: { image } });
const withV1 = split({ v3: { image }, v1 });

describe("the beginning of an update", () => {
  let clusters: FakeCluster[];
  let lines: Lines;

  afterEach(() => stopAll(clusters));

  async function begin(given: Release, noted: string) {
    lines = new Lines();
    clusters = await reachFakes(given, west, east);
    for (const cluster of clusters) {
      install(cluster);
      const path = objectPath(planned(cluster, "VirtualService"));
      if (noted)
        await cluster.client!.mergePatch(path, notePatch(noted), { fieldManager: noteManager });
    }
    return mayBegin(clusters, {
      stack: "dev",
      plan: planRelease(given, [west, east]),
      reporter: lines,
    });
  }

  it("finds the stages that are up to date, notes or no notes, and the notes", async () => {
    const { upToDate, notes } = await begin(withV1, "v1");
    expect([...upToDate]).to.include.members(["routes", "workloads"]);
    expect(notes.get("east")?.get("hello")?.version).to.equal("v1");
    expect(lines.warnings).to.deep.equal([]);
  });

  it("is refused where the noted version of a split service goes, with nothing written", async () => {
    const error = await failureOf(begin(without, "v1"));
    expect(error).to.be.instanceOf(RefusalError);
    expect(error.message).to.match(
      /^hello is split, and its stable version v1 would run nowhere.*\. Nothing was touched\.$/s,
    );
    expect(clusterAt(clusters, 0).api.asked({ method: "PATCH" })).to.have.length(1);
  });

  it("warns where a split service has no note", async () => {
    await begin(without, "");
    expect(lines.warnings).to.have.length(1);
    expect(lines.warnings[0]).to.match(/^hello is split, and its stable version is not known in/);
  });

  it("is refused where another owner's object takes its requests, together with drift", async () => {
    await begin(withV1, "v1");
    const at = clusterAt(clusters, 0);
    // Exported by name it counts first, whatever its age.
    const exportTo = ["gray-demo"];
    const hosts = ["hello.gray-demo.svc.cluster.local"];
    at.api.put(virtualService({ hosts, exportTo, http: everything }));
    const again = (accept: readonly string[] = []) =>
      mayBegin(clusters, {
        stack: "dev",
        plan: planRelease(withV1, [west, east]),
        reporter: lines,
        accept,
      });
    const error = await failureOf(again());
    expect(error).to.be.instanceOf(RefusalError);
    expect(error.message).to.match(
      /^1 object of other owners .*VirtualService others\/other in west/s,
    );
    await again(["VirtualService others/other"]);
    edit(at, planned(at, "VirtualService"), { hosts: ["west.example"] });
    expect((await failureOf(again())).message).to.match(
      /^Another field manager changed .*1 object of other owners/s,
    );
  });

  it("takes no note for drift, whichever manager wrote it", async () => {
    await begin(withV1, "v1");
    const at = clusterAt(clusters, 0);
    const path = objectPath(planned(at, "VirtualService"));
    await at.client!.mergePatch(path, notePatch("v2"), { fieldManager: "kubectl-edit" });
    const again = await mayBegin(clusters, {
      stack: "dev",
      plan: planRelease(withV1, [west, east]),
      reporter: lines,
    });
    expect(again.upToDate.has("routes")).to.equal(true);
  });
});
