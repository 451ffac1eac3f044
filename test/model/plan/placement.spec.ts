import { expect } from "chai";
import { placedVersions, placement } from "../../../model/plan/placement";
import { east, service, west } from "../../support/releases";

const image = "a:1";

describe("a version", () => {
  it("runs in all clusters where it names none", () => {
    expect(placement({ image }, [west, east])).to.deep.equal(["west", "east"]);
  });

  it("runs in the clusters that it names, in the order of the stack's", () => {
    expect(placement({ image, clusters: ["east", "west"] }, [west, east])).to.deep.equal([
      "west",
      "east",
    ]);
    expect(placement({ image, clusters: ["east"] }, [west, east])).to.deep.equal(["east"]);
  });

  it("is offline with an empty list", () => {
    expect(placement({ image, clusters: [] }, [west, east])).to.deep.equal([]);
  });

  it("is offline without pods, so that its Deployment goes after the routes", () => {
    expect(placement({ image, replicas: 0 }, [west, east])).to.deep.equal([]);
  });
});

it("the versions that run anywhere keep their order", () => {
  const versions = {
    v2: { image },
    v1: { image, clusters: [] },
    v3: { image, clusters: ["east"] },
  };
  expect(placedVersions(service({ versions }), [west, east])).to.deep.equal(["v2", "v3"]);
});
