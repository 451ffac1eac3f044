import { expect } from "chai";
import { finishAdoption } from "../../../operations/adopt/finish";
import { FakeClusters } from "../../support/fake-clusters";
import { release, service } from "../../support/releases";

const versions = { v1: { image: "web:1" } };
const shop = release({ namespace: "shop", services: { web: service({ versions }) } });
const of = [{ name: "west" }, { name: "east" }];
const old = {
  apiVersion: "networking.istio.io/v1",
  kind: "DestinationRule",
  metadata: { name: "old", namespace: "shop" },
  spec: { host: "web", subsets: [{ name: "v1", labels: { version: "v1" } }] },
};

describe("the end of an adoption", () => {
  let clusters: FakeClusters;
  let said: string[];

  beforeEach(async () => {
    clusters = await FakeClusters.start(shop, of);
    said = [];
  });

  afterEach(() => clusters.stop());

  const run = (force = false) =>
    finishAdoption(
      { settings: { release: shop, clusters: of }, clients: clusters.clients },
      { force, reporter: { info: (text) => void said.push(text) } },
    );
  const deletions = () => clusters.all.flatMap(({ api }) => api.asked({ method: "DELETE" }));

  it("removes what the release has replaced, in the cluster that has it", async () => {
    clusters.api("east").put(old);
    expect(await run()).to.equal(true);
    expect(clusters.api("east").get(old)).to.equal(undefined);
    expect(deletions()).to.have.lengthOf(1);
    expect(said[0]).to.match(
      /^The command removed what the release replaced:\n {2}DestinationRule shop\/old in cluster east: .* took its place/,
    );
  });

  it("removes nothing where nothing was replaced, and says so", async () => {
    expect(await run()).to.equal(true);
    expect(deletions()).to.deep.equal([]);
    expect(said).to.deep.equal(["The release has replaced no object: there is nothing to remove."]);
  });

  it("removes nothing while one of the replaced objects is needed, unless it is forced", async () => {
    for (const { name } of of) clusters.api(name).put(old);
    clusters
      .api("west")
      .delete("/apis/networking.istio.io/v1/namespaces/shop/destinationrules/web-v1");
    expect(await run()).to.equal(false);
    expect(deletions()).to.deep.equal([]);
    expect(said[0]).to.match(
      /^The command removed nothing, because some objects are still needed:/,
    );
    expect(said[0]).to.contain("DestinationRule shop/old in cluster west");
    expect(await run(true)).to.equal(true);
    expect(deletions()).to.have.lengthOf(2);
  });

  it("fails where a cluster can't be read, before it removes anything", async () => {
    clusters.api("west").put(old);
    await clusters.api("east").refuse();
    const error = await run().catch((one: unknown) => one);
    expect((error as Error).message).to.match(/^cluster east: .*ECONNREFUSED/);
    expect(deletions()).to.deep.equal([]);
  });
});
