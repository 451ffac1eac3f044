import { expect } from "chai";
import type { KubeObject } from "../../../kubernetes/client";
import type { LiveObject } from "../../../model/live-object";
import type { Manifest } from "../../../model/manifests/metadata";
import { written } from "../../../model/manifests/ownership";
import { stageOrder } from "../../../model/plan/order";
import { manifests } from "../../../model/plan/plan";
import { takeBack, takeBackOf, type TakeBack } from "../../../operations/drift/take-back";
import { FakeClusters } from "../../support/fake-clusters";
import { failureOf } from "../../support/ports";
import { release, service } from "../../support/releases";

const versions = { v1: { image: "web:1" } };
const shop = release({ namespace: "shop", services: { web: service({ versions }) } });
const order = stageOrder(shop);
const routePath = "/apis/networking.istio.io/v1/namespaces/shop/virtualservices/web";

describe("taking drift back", () => {
  let clusters: FakeClusters;
  let log: string[];
  let waits: number[];

  beforeEach(async () => {
    clusters = await FakeClusters.start(shop, [{ name: "west" }, { name: "east" }]);
    log = [];
    waits = [];
    for (const { api, plan } of clusters.all)
      api.before(
        { where: ({ method, body }) => method === "PATCH" && "kind" in (body as object) },
        () => {
          const { body } = api.requests.at(-1)!;
          log.push(`${plan.cluster.name} ${(body as Manifest).kind}`);
        },
        Infinity,
      );
  });

  afterEach(() => clusters.stop());

  /** All objects of both clusters, as they were applied. */
  const parts = (kinds?: readonly string[]): TakeBack[] =>
    clusters.all.map(({ plan, client }) => ({
      cluster: plan.cluster.name,
      client,
      objects: manifests(plan)
        .map(written)
        .filter(({ kind }) => kinds?.includes(kind) ?? true),
      held: [],
    }));

  const sleep = (ms: number) => {
    log.push("waited");
    return Promise.resolve(waits.push(ms));
  };
  const run = (what: readonly TakeBack[]) => takeBack(what, { order, syncSeconds: 7, sleep });

  it("writes stage by stage over all clusters, and waits for proxies before the routes", async () => {
    await run(parts(["Namespace", "Deployment", "DestinationRule", "VirtualService"]));
    const [places, workloads, subsets, wait, routes] = [
      log.slice(0, 2),
      log.slice(2, 4),
      log.slice(4, 6),
      log.slice(6, 7),
      log.slice(7),
    ].map((some) => some.sort());
    expect(places).to.deep.equal(["east Namespace", "west Namespace"]);
    expect(workloads).to.deep.equal(["east Deployment", "west Deployment"]);
    expect(subsets).to.deep.equal(["east DestinationRule", "west DestinationRule"]);
    expect(wait).to.deep.equal(["waited"]);
    expect(routes).to.deep.equal(["east VirtualService", "west VirtualService"]);
    expect(waits).to.deep.equal([7000]);
  });

  it("waits for no proxy where only routes are written", async () => {
    await run(parts(["VirtualService"]));
    expect(waits).to.deep.equal([]);
    expect(log).to.have.lengthOf(2);
  });

  it("waits for the pods of every cluster before it writes routes", async () => {
    const east = clusters.api("east");
    const path = "/apis/apps/v1/namespaces/shop/deployments/web-v1";
    const live = east.get(path)!;
    const unready = { observedGeneration: 1, updatedReplicas: 1, availableReplicas: 0 };
    // The fake answers a write with ready pods, so they become unready just before they are asked for.
    east.before({ method: "GET", path }, () => {
      east.put({ ...live, status: unready } as KubeObject, { subresource: "status" });
      log.push("east has no ready pod");
    });
    east.before(
      {
        where: (request) =>
          request.method === "GET" &&
          request.path === path &&
          east.asked({ method: "GET", path }).length > 1,
      },
      () => {
        log.push("east has ready pods");
        east.rollOut(path);
      },
    );
    await run(parts(["Deployment", "VirtualService"]));
    const at = (line: string) => log.indexOf(line);
    expect(at("east has no ready pod")).to.be.greaterThan(-1);
    expect(at("east has ready pods")).to.be.greaterThan(at("east has no ready pod"));
    expect(at("west VirtualService")).to.be.greaterThan(at("east has ready pods"));
  });

  it("names all objects of a stage that it could not write, and begins no later stage", async () => {
    for (const name of ["west", "east"])
      clusters.api(name).fault({ kind: 500, match: { method: "PATCH", kind: "Deployment" } });
    const error = await failureOf(run(parts(["Deployment", "VirtualService"])));
    expect(error.message.split("\n")).to.have.length(2);
    expect(error.message).to.match(/^can't take back Deployment shop\/web-v1 in cluster west: /);
    expect(error.message).to.match(/\ncan't take back Deployment shop\/web-v1 in cluster east: /);
    expect(log.filter((line) => line.endsWith("VirtualService"))).to.deep.equal([]);
  });

  it("gives fields back that another manager changed, and makes the stack their only owner", async () => {
    const api = clusters.api("west");
    const again = parts(["VirtualService"])[0]!.objects[0] as KubeObject;
    api.put(again, { manager: "argocd-controller", operation: "Apply" });
    const live = api.get<KubeObject & { spec: { http: { route: object[] }[] } }>(routePath)!;
    const edited = structuredClone(live);
    edited.spec.http[0]!.route = [];
    api.put(edited, { manager: "kubectl-edit" });
    await run(parts(["VirtualService"]));
    expect(api.get(routePath)).to.have.deep.property("spec", live.spec);
    expect(owners(api.get(routePath))).to.deep.equal(["gray-release"]);
  });

  it("takes ownership of held objects from others, and writes none of their values", async () => {
    const api = clusters.api("west");
    const [own] = parts(["VirtualService"]);
    const [object] = own!.objects;
    api.put(object as KubeObject, { manager: "argocd-controller", operation: "Apply" });
    const live = api.get(routePath) as unknown as LiveObject;
    expect(owners(live)).to.have.lengthOf(2);
    await run([{ ...own!, objects: [], held: [live] }]);
    expect(owners(api.get(routePath))).to.deep.equal(["gray-release"]);
    expect(log).to.deep.equal([]);
  });

  it("goes no further than the stage in which a write fails, and names object and cluster", async () => {
    const match = { method: "PATCH", kind: "DestinationRule" };
    clusters.api("east").fault({ kind: 500, match, message: "etcd is full" });
    const error = await run(parts()).catch((one: unknown) => one);
    expect((error as Error).message).to.equal(
      "can't take back DestinationRule shop/web-v1 in cluster east: etcd is full",
    );
    expect(log.filter((line) => line.endsWith("VirtualService"))).to.deep.equal([]);
  });

  it("names the object whose ownership can't be taken", async () => {
    const api = clusters.api("west");
    const [own] = parts(["VirtualService"]);
    api.put(own!.objects[0] as KubeObject, { manager: "argocd-controller", operation: "Apply" });
    const live = api.get(routePath) as unknown as LiveObject;
    api.fault({ kind: 403, match: { method: "PATCH", kind: "VirtualService" }, message: "no" });
    const error = await run([{ ...own!, objects: [], held: [live] }]).catch((one: unknown) => one);
    expect((error as Error).message).to.equal(
      "can't take back VirtualService shop/web in cluster west: no",
    );
  });

  it("writes of what was applied only the objects that drifted", () => {
    const [{ plan, client }] = clusters.all as [(typeof clusters.all)[number]];
    const applied = new Map([["west", manifests(plan)]]);
    const drift = [
      { cluster: "west", object: "VirtualService shop/web", kind: "deleted" as const },
    ];
    const found = takeBackOf(client, { cluster: "west", drift, held: [] }, applied);
    expect(found.objects.map(({ kind }) => kind)).to.deep.equal(["VirtualService"]);
    const elsewhere = takeBackOf(client, { cluster: "east", drift, held: [] }, applied);
    expect(elsewhere.objects).to.deep.equal([]);
  });
});

/** The managers that own fields of a spec. */
function owners(object: KubeObject | undefined): string[] {
  return (object?.metadata.managedFields ?? [])
    .filter(({ fieldsV1 = {} }) => "f:spec" in fieldsV1)
    .map(({ manager }) => manager);
}
