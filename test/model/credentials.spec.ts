import { expect } from "chai";
import { withoutCredentials } from "../../model/credentials";

describe("texts that people pass on", () => {
  it("hold no credentials of addresses and headers", () => {
    const cases = [
      ["https://anna:s3cret@prometheus.example/x", "https://…@prometheus.example/x"],
      ["https://s3cret@prometheus.example", "https://…@prometheus.example"],
      [
        "see https://x.example/?a=1&access_token=s3cret&b=2",
        "see https://x.example/?a=1&access_token=…&b=2",
      ],
      ["https://x.example/?sig=s3cret#top", "https://x.example/?sig=…#top"],
      ["got Authorization: Bearer s3cret.s3cret", "got Authorization: Bearer …"],
    ] as const;
    for (const [given, shown] of cases)
      expect(withoutCredentials({ texts: [given] })).to.deep.equal({ texts: [shown] });
  });

  it("stay as they are otherwise, and so do numbers and null", () => {
    const data = {
      why: "v2 failed 5 % of 812 requests; ask anna@example.com, or see https://x.example/?key_figures",
      counts: [812, 41],
      none: null,
      yes: true,
    };
    expect(withoutCredentials(data)).to.deep.equal(data);
  });
});
