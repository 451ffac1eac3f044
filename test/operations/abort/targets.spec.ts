import { expect } from "chai";
import { abortTargets } from "../../../operations/abort/targets";
import { release, service } from "../../support/releases";

const clusters = [{ name: "west" }, { name: "east" }];
const split = { v1: 80, v2: 20 };
const given = release({
  services: { web: service({ weights: split }), cart: service({ weights: { v1: 100 } }) },
});

describe("what an abort brings back", () => {
  it("is every service that is split, to the first declared version that runs", () => {
    expect(abortTargets(given, clusters, [])).to.deep.equal([{ service: "web", version: "v1" }]);
  });

  it("is the version that is wanted, for all services or for one", () => {
    expect(abortTargets(given, clusters, ["v2"])).to.deep.equal([
      { service: "web", version: "v2" },
      { service: "cart", version: "v2" },
    ]);
    expect(abortTargets(given, clusters, ["v1", "cart=v2"])).to.deep.equal([
      { service: "web", version: "v1" },
      { service: "cart", version: "v2" },
    ]);
  });

  it("is a service whose traffic differs in one cluster or from one side only", () => {
    const own = [{ name: "west", weights: { cart: split } }, { name: "east" }];
    const found = abortTargets(given, own, []);
    expect(found).to.deep.include({ service: "cart", version: "v1" });
    const sided = release({
      services: { web: service({ weights: { gateway: split, mesh: { v1: 100 } } }) },
    });
    expect(abortTargets(sided, clusters, [])).to.have.lengthOf(1);
  });

  it("is nothing that is not there: every mistake is told", () => {
    expect(() => abortTargets(given, clusters, ["web=v9", "shop=v1"])).to.throw(
      'no service "shop"; there are web, cart; no version "v9" of web runs anywhere; v1, v2 does',
    );
  });
});
