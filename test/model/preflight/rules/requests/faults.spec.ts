import { expect } from "chai";
import type { RouteSpec } from "../../../../../model/release/routing";
import type { ServiceSpec } from "../../../../../model/release/release";
import { trapsOf } from "./traps";

function told(own: Partial<RouteSpec>, changes: Partial<ServiceSpec> = {}) {
  const route = { name: "chaos", match: { method: { exact: "GET" } }, to: "v1", ...own };
  return trapsOf({ routes: [route], ...changes });
}

const at = (given: string) => [["GR328", "routes[0].fault", given]];

describe("a fault", () => {
  it("is not retried, by retries of its route or of its service", () => {
    const fault = { abort: { status: 502, percent: 50 } };
    const retries = { attempts: 10, retryOn: "5xx" };
    const given = "the status 502, which no retry follows (attempts: 10)";
    expect(told({ fault, retries })).to.deep.equal(at(given));
    expect(told({ fault }, { retries })).to.deep.equal(at(given));
    expect(told({ fault, retries: { attempts: 0 } }, { retries })).to.deep.equal([]);
    expect(told({ fault })).to.deep.equal([]);
  });

  it("is not ended by a timeout that is as short as its delay", () => {
    const fault = { delay: { time: "2s" } };
    expect(told({ fault, timeout: "1s" })).to.deep.equal(
      at("a delay of 2s, which timeout does not end after 1s"),
    );
    expect(told({ fault, timeout: "3s" })).to.deep.equal([]);
    expect(told({ fault, retries: { attempts: 1, perTryTimeout: "2s" } })).to.deep.equal(
      at("a delay of 2s, which perTryTimeout does not end after 2s"),
    );
    expect(told({ fault }, { timeout: "500ms" })).to.deep.equal(
      at("a delay of 2s, which timeout does not end after 500ms"),
    );
  });
});
