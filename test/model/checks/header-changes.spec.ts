import { expect } from "chai";
import { checkRelease } from "../../../model/checks/release";
import type { Release } from "../../../model/release/release";
import type { HeaderPolicy } from "../../../model/release/routing";
import { told } from "../../support/problems";
import { east, release, service, west } from "../../support/releases";

/** What is wrong with header changes of a service and of its one route. */
function check(headers: HeaderPolicy, changes: Partial<Release> = {}, sticky?: object) {
  const routes = [{ name: "testers", match: { method: { exact: "GET" } }, to: "v2", headers }];
  const hello = service({ expose: true, headers, routes, ...(sticky && { sticky }) });
  const given = release({ services: { hello }, ...changes });
  return told(checkRelease(given, [west, east])).map(([code, path]) => [code, path]);
}

const lanes = { header: "X-Lane", lanes: [{ name: "v2" }] };
const at = (path: string) => [
  ["GR126", `headers.${path}`],
  ["GR126", `routes[0].headers.${path}`],
];

describe("the headers that routes live by", () => {
  it("are not changed where there are lanes, by whatever case", () => {
    const set = { request: { set: { "x-lane": "v2" } } };
    expect(check(set)).to.deep.equal([]);
    expect(check(set, { lanes })).to.have.deep.members(at("request.set.x-lane"));
    const remove = { request: { remove: ["other", "X-LANE"] } };
    expect(check(remove, { lanes })).to.have.deep.members(at("request.remove[1]"));
  });

  it("are not taken from sticky users, who may be given further cookies", () => {
    const set = { response: { set: { "Set-Cookie": "a=b" } } };
    expect(check(set)).to.deep.equal([]);
    expect(check(set, {}, {})).to.have.deep.members(at("response.set.Set-Cookie"));
    expect(check({ response: { add: { "set-cookie": "a=b" } } }, {}, {})).to.deep.equal([]);
  });
});
