import { expect } from "chai";
import type { KubeObject } from "../../../kubernetes/client";
import { objectPath } from "../../../kubernetes/object-path";
import type { LiveObject } from "../../../model/live-object";
import { written } from "../../../model/manifests/ownership";
import { noteKey, noteManager, noteOf, notePatch, notesIn } from "../../../operations/stable/note";
import {
  clusterAt,
  install,
  planned,
  reachFakes,
  stopAll,
  type FakeCluster,
} from "../../support/reached";
import { release, service, west } from "../../support/releases";

/** A gateway that delegates: a root VirtualService stands beside the one that holds the weights. */
const shop = release({
  gateway: { delegate: true },
  services: { hello: service({ expose: true, weights: { v1: 80, v2: 20 } }) },
});

describe("the note of a stable version", () => {
  let clusters: FakeCluster[];

  beforeEach(async () => {
    clusters = await reachFakes(shop, west);
    install(clusterAt(clusters, 0));
  });

  afterEach(() => stopAll(clusters));

  const at = () => clusterAt(clusters, 0);
  const route = () => at().objects.find(({ metadata }) => metadata.name === "hello-routes")!;
  const live = () => at().api.get<KubeObject & LiveObject>(route())!;
  const note = (version: string) =>
    at().client!.mergePatch(objectPath(route()), notePatch(version), { fieldManager: noteManager });

  it("has a name that makes istiod push nothing", () => {
    expect(noteKey).to.not.contain("istio.io");
  });

  it("is read from the annotation, with the time at which its own manager wrote it", async () => {
    expect(noteOf(live())).to.equal(undefined);
    await note("v1");
    const { time, ...rest } = noteOf(live())!;
    expect(rest).to.deep.equal({ version: "v1" });
    expect(Date.parse(time!)).to.be.closeTo(Date.now(), 60_000);
  });

  it("names another manager that wrote it", async () => {
    const body = notePatch("v2");
    await at().client!.mergePatch(objectPath(route()), body, { fieldManager: "kubectl-edit" });
    expect(noteOf(live())).to.include({ version: "v2", by: "kubectl-edit" });
  });

  it("stays where the program's own manager applies the routes again", async () => {
    await note("v1");
    await at().client!.apply(objectPath(route()), written(route()));
    expect(noteOf(live())?.version).to.equal("v1");
  });

  it("changes neither the generation nor a field of the object", async () => {
    const before = live();
    await note("v1");
    const after = live();
    expect(after.metadata.generation).to.equal(before.metadata.generation);
    expect((after as unknown as { spec: object }).spec).to.deep.equal(
      (before as unknown as { spec: object }).spec,
    );
    expect(after.metadata.annotations).to.deep.equal({
      ...before.metadata.annotations,
      [noteKey]: "v1",
    });
  });

  it("counts on the VirtualService that holds the weights alone", () => {
    const root = planned(at(), "VirtualService");
    const all = [route(), ...at().objects.filter(({ kind }) => kind === "VirtualService")];
    const roots = all.filter(({ metadata }) => metadata.name !== "hello-routes");
    expect(roots, root.metadata.name).to.have.length.greaterThan(0);
    const noted = (object: typeof root) => ({
      metadata: { ...object.metadata, annotations: { [noteKey]: "v2" } },
    });
    expect([...notesIn(at().plan, roots.map(noted))]).to.deep.equal([]);
    expect([...notesIn(at().plan, [noted(route())])]).to.deep.equal([["hello", { version: "v2" }]]);
    const elsewhere = { ...route(), metadata: { ...route().metadata, namespace: "other" } };
    expect([...notesIn(at().plan, [noted(elsewhere)])]).to.deep.equal([]);
  });
});
