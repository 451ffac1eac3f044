import { expect } from "chai";
import { valueText } from "../../../operations/drift/route-text";

const host = "a-service-with-a-long-name.a-namespace-with-a-long-name.svc.cluster.local";
const share = (subset: string | undefined, weight?: number) => ({
  destination: { host, port: { number: 80 }, ...(subset && { subset }) },
  ...(weight !== undefined && { weight }),
});

describe("a value in a message", () => {
  it("is a share by its weight and version, or else its host", () => {
    expect(valueText(share("v1", 60))).to.equal("60 % to v1");
    expect(valueText(share("v1"))).to.equal("all to v1");
    expect(valueText(share(undefined, 5))).to.equal(`5 % to ${host}:80`);
  });

  it("is a route by its name and shares, so that no weight is cut off", () => {
    const route = { name: "http-80", timeout: "5s", route: [share("v1", 60), share("v2", 40)] };
    expect(valueText(route)).to.equal("http-80: 60 % to v1, 40 % to v2");
    expect(valueText([route, { route: [share("v3")] }])).to.equal(
      "http-80: 60 % to v1, 40 % to v2; all to v3",
    );
  });

  it("is JSON of all else", () => {
    expect(valueText(["a", "b"])).to.equal('["a","b"]');
    expect(valueText({ uri: "/" })).to.equal('{"uri":"/"}');
    expect(valueText(undefined)).to.equal("nothing");
    expect(valueText([])).to.equal("[]");
  });
});
