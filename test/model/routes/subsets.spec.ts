import { expect } from "chai";
import { virtualServiceManifest } from "../../../model/manifests/virtual-service";
import type { RouteSpec } from "../../../model/release/routing";
import { namedSubsets } from "../../../model/routes/subsets";
import { cart, cartRoute } from "../../support/releases";

const host = "cart.shop.svc.cluster.local";

const toV2: RouteSpec = { name: "lane", match: { uri: { exact: "/" } }, to: "v2" };

describe("the subsets that a VirtualService names", () => {
  it("are those of all its routes, each once", () => {
    expect(namedSubsets(cartRoute({ v1: 50, v2: 50 }, [toV2]))).to.have.members([
      `${host}/v1`,
      `${host}/v2`,
    ]);
    expect(namedSubsets({})).to.deep.equal([]);
  });

  it("are those of copies and of TCP routes, too", () => {
    const mirrored = virtualServiceManifest({ ...cart, mirror: { version: "v2" } });
    expect(namedSubsets(mirrored)).to.have.members([`${host}/v1`, `${host}/v2`]);
    const tcp = virtualServiceManifest({ ...cart, protocol: "tcp" });
    expect(namedSubsets(tcp)).to.deep.equal([`${host}/v1`]);
  });
});
