import { expect } from "chai";
import {
  dnsLabel,
  gatewayName,
  labelValue,
  serviceHost,
  serviceName,
  subsetName,
  versionedName,
} from "../../../model/release/names";

const longest = "a".repeat(63);

describe("names", () => {
  const cases: [string, RegExp, string[], string[]][] = [
    [
      "a DNS label",
      dnsLabel,
      ["a", "1a", "a-1", longest],
      ["", "-a", "a-", "A", "a.b", `${longest}a`],
    ],
    ["a Service name", serviceName, ["a", "a1", longest], ["", "1a", "a-", "a_b", `${longest}a`]],
    [
      "a label value",
      labelValue,
      ["1.2_RC", "v1", longest],
      ["", ".a", "a.", "a b", `${longest}a`],
    ],
  ];
  for (const [what, pattern, good, bad] of cases)
    it(`${what} is told from what is none`, () => {
      expect(good.filter((name) => !pattern.test(name))).to.deep.equal([]);
      expect(bad.filter((name) => pattern.test(name))).to.deep.equal([]);
    });

  it("of subsets are DNS labels for any version", () => {
    expect(["v1", "1.2_RC", "V2"].map(subsetName)).to.deep.equal(["v1", "1-2-rc", "v2"]);
  });

  it("of a version's objects begin with its service", () => {
    expect(versionedName("cart", "1.2")).to.equal("cart-1-2");
  });

  it("of hosts hold the namespace, so that they mean the same in every namespace", () => {
    expect(serviceHost("cart", "shop")).to.equal("cart.shop.svc.cluster.local");
  });

  it("of a Gateway are the release's choice, or follow the namespace", () => {
    expect(gatewayName({ namespace: "shop", gateway: { name: "front" } })).to.equal("front");
    expect(gatewayName({ namespace: "shop", gateway: {} })).to.equal("shop-gateway");
  });
});
