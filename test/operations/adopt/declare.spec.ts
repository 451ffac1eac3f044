import { expect } from "chai";
import type { KubeObject } from "../../../kubernetes/client";
import { declareNamespace } from "../../../operations/adopt/declare";
import { RefusalError } from "../../../operations/refusal";
import { FakeClusters } from "../../support/fake-clusters";
import { release, service } from "../../support/releases";

const versions = { v1: { image: "web:1" } };
const shop = release({ namespace: "shop", services: { web: service({ versions }) } });

describe("declaring a namespace that runs already", () => {
  let clusters: FakeClusters;
  let said: string[];

  beforeEach(async () => {
    clusters = await FakeClusters.start(shop, [{ name: "west" }]);
    said = [];
  });

  afterEach(() => clusters.stop());

  const run = (force = false) =>
    declareNamespace(
      clusters.all.map(({ plan, client }) => ({ cluster: plan.cluster, client })),
      { name: "mine", namespace: "shop" },
      { force, reporter: { info: (text) => void said.push(text) } },
    );

  it("gives a release with its services, and writes nothing", async () => {
    const adoption = await run();
    expect(adoption?.release).to.include({ name: "mine", namespace: "shop" });
    expect(Object.keys(adoption?.release.services ?? {})).to.deep.equal(["web"]);
    expect(said).to.deep.equal(["Found in namespace shop of west:\n  web: v1 100 %"]);
    const writes = clusters.api("west").asked({ where: ({ method }) => method !== "GET" });
    expect(writes).to.deep.equal([]);
  });

  it("gives none where a release can't say all of it, unless it is forced", async () => {
    const api = clusters.api("west");
    const [found] = api.list("DestinationRule");
    const spec = structuredClone(found!.spec) as { trafficPolicy?: object };
    spec.trafficPolicy = { ...spec.trafficPolicy, proxyProtocol: { version: "V2" } };
    api.put({ ...found, spec } as KubeObject);
    expect(await run()).to.equal(undefined);
    expect(said[1]).to.match(
      /^A release can't express this, or would change it:\n.*DestinationRule shop\/web-v1 in cluster west, spec\.trafficPolicy\.proxyProtocol/,
    );
    expect(said[2]).to.match(/^Nothing was written\./);
    said = [];
    expect(await run(true)).to.have.property("release");
    expect(said).to.have.lengthOf(2);
  });

  it("is refused where no Service can become one of a release", async () => {
    const api = clusters.api("west");
    for (const one of api.list("Service")) api.delete(one);
    const error = await run().catch((one: unknown) => one);
    expect(error).to.be.instanceOf(RefusalError);
    expect((error as Error).message).to.match(
      /^namespace shop has no service for a release: it has no Service$/,
    );
  });
});
