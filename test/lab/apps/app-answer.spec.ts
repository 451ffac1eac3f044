import { expect } from "chai";
import { callerOf } from "../../../lab/apps/app-answer";

describe("the caller's identity in Envoy's header", () => {
  const hash = 'Hash=6f2d;Subject=""';

  it("is the URI of the certificate", () => {
    const header = `By=spiffe://cluster.local/ns/a/sa/server;${hash};URI=spiffe://cluster.local/ns/a/sa/client`;
    expect(callerOf(header)).to.equal("spiffe://cluster.local/ns/a/sa/client");
  });

  it("is the nearest hop's when several are named", () => {
    const far = `By=spiffe://t/one;${hash};URI=spiffe://t/far`;
    const near = `By=spiffe://t/two;${hash};URI=spiffe://t/near`;
    expect(callerOf(`${far},${near}`)).to.equal("spiffe://t/near");
  });

  it("is unknown without the header or without a URI", () => {
    expect(callerOf(undefined)).to.equal(undefined);
    expect(callerOf("Hash=6f2d")).to.equal(undefined);
  });
});
