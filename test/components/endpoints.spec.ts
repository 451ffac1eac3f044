import { expect } from "chai";
import { GrayRelease } from "../../components/gray-release";
import { east, outpost, release, service, west } from "../support/releases";
import { beginWith, connect, World } from "../support/world";

describe("the endpoints of a release", () => {
  async function endpoints(gateway?: object) {
    let found: unknown;
    await World.run(() => {
      const given = {
        ...release({ services: { hello: service({ expose: gateway !== undefined }) } }),
        gateway,
      };
      const clusters = connect(west, east, outpost);
      const gray = new GrayRelease("demo", { release: given, clusters, begin: beginWith() });
      gray.endpoints.apply((value) => (found = value));
    });
    return found;
  }

  it("are those of the primary clusters: a remote one has no routes of its own", async () => {
    expect(await endpoints({})).to.deep.equal({
      west: "http://west.example",
      east: "http://east.example",
    });
  });

  it("are none in a release without a gateway", async () => {
    expect(await endpoints()).to.deep.equal({});
  });
});
