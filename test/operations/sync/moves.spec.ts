import { expect } from "chai";
import type { Manifest } from "../../../model/manifests/metadata";
import { moves, movesAny } from "../../../operations/sync/moves";
import { clusterAt, reachServing, stopAll } from "../../support/reached";
import { east, release, west } from "../../support/releases";

describe("an update", () => {
  it("moves a version whose Deployment leaves one cluster and is planned in another one", () => {
    const here = { planned: ["shop-v1"], live: ["shop-v1", "shop-v2"] };
    expect(movesAny([here, { planned: ["shop-v1", "shop-v2"], live: ["shop-v1"] }])).to.equal(true);
  });

  it("moves nothing where a version is removed everywhere, added or stays", () => {
    const removed = { planned: ["shop-v1"], live: ["shop-v1", "shop-v2", "other"] };
    expect(movesAny([removed, removed])).to.equal(false);
    expect(movesAny([{ planned: ["shop-v1"], live: [] }])).to.equal(false);
  });

  it("finds that out by the live Deployments of the release's namespace", async () => {
    const clusters = await reachServing(release(), west, east);
    try {
      expect(await moves(clusters)).to.equal(false);
      const [first, second] = [clusterAt(clusters, 0), clusterAt(clusters, 1)];
      const isPlaced = ({ kind }: Manifest) => kind === "Deployment";
      const [placed, rest] = [
        second.objects.filter(isPlaced),
        second.objects.filter((one) => !isPlaced(one)),
      ];
      const both = { ...first, objects: [...first.objects, ...placed] };
      expect(await moves([both, { ...second, objects: rest }])).to.equal(true);
    } finally {
      await stopAll(clusters);
    }
  });
});
