import { expect } from "chai";
import { checkRelease } from "../../../model/checks/release";
import { checkSchema } from "../../../model/checks/schema";
import type { Release } from "../../../model/release/release";
import { told } from "../../support/problems";
import { east, release, service, west } from "../../support/releases";

const check = (changes: Partial<Release>) =>
  told(checkRelease(release(changes), [west, east])).map(([code, path]) => [code, path]);

const services = { hello: service({ expose: true, callers: ["billing"] }) };

describe("who may call", () => {
  it("is said for a service only where the release is closed", () => {
    expect(check({ services })).to.deep.equal([["GR150", "callers"]]);
    expect(check({ services, access: {} })).to.deep.equal([]);
  });

  it("is said only where sidecars refuse the others", () => {
    expect(check({ access: {}, injection: "disabled" })).to.deep.equal([["GR151", "access"]]);
    expect(check({ access: {}, injection: { revision: "canary" } })).to.deep.equal([]);
  });

  for (const caller of ["", "*", "Billing", "billing/", "/reports", "a/b/c", "spiffe://a/b", 5])
    it(`is not ${JSON.stringify(caller)}`, () => {
      const access = { callers: ["billing", caller] } as Release["access"];
      expect(checkSchema(release({ access })).map(({ code, path }) => [code, path])).to.deep.equal([
        ["GR001", "release.access.callers[1]"],
      ]);
    });

  for (const caller of ["billing", "billing/reports", "a-1/system.reports"])
    it(`may be ${caller}`, () => {
      expect(checkSchema(release({ access: { gateway: caller } }))).to.deep.equal([]);
    });
});
