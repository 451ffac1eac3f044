import { expect } from "chai";
import type { ServiceSpec } from "../../../../../model/release/release";
import type { RetryPolicy } from "../../../../../model/release/routing";
import { trapsOf } from "./traps";

const where = (changes: Partial<ServiceSpec>) =>
  trapsOf(changes).map(([code, path]) => [code, path]);

describe("retries", () => {
  it("have the time that they need, within the timeout of their route", () => {
    const retries = { attempts: 3, perTryTimeout: "2s" };
    const short = [["GR326", "retries"]];
    expect(where({ timeout: "2s", retries })).to.deep.equal(short);
    expect(where({ timeout: "6s", retries })).to.deep.equal(short);
    expect(where({ timeout: "6100ms", retries })).to.deep.equal([]);
    expect(where({ timeout: "8s", retries })).to.deep.equal([]);
    expect(where({ retries })).to.deep.equal([]);
    expect(where({ timeout: "2s", retries: { attempts: 3 } })).to.deep.equal([]);
    expect(where({ timeout: "2s", retries: { attempts: 0 } })).to.deep.equal([]);
  });

  it("say how many of them can begin", () => {
    const [[, , none] = []] = trapsOf({
      timeout: "2s",
      retries: { attempts: 3, perTryTimeout: "5s" },
    });
    expect(none).to.equal(
      "3 more attempts of 5s each within a timeout of 2s: after slow attempts there is time for none of them",
    );
    const [[, , one] = []] = trapsOf({
      timeout: "4s",
      retries: { attempts: 3, perTryTimeout: "2s" },
    });
    expect(one).to.match(/there is time for 1 of them$/);
  });

  it("are those of the service where a route has a timeout alone", () => {
    const retries = { attempts: 1, perTryTimeout: "2s" };
    const route = { name: "r", match: { method: { exact: "GET" } }, to: "v1" };
    const all = (own: object) => where({ timeout: "9s", retries, routes: [{ ...route, ...own }] });
    expect(all({ timeout: "1s" })).to.deep.equal([["GR326", "routes[0].timeout"]]);
    expect(all({ retries: { attempts: 9, perTryTimeout: "2s" } })).to.deep.equal([
      ["GR326", "routes[0].retries"],
    ]);
    expect(all({})).to.deep.equal([]);
  });
});

describe("the conditions of retries", () => {
  const on = (retryOn: string, protocol: "http" | "http2" | "grpc" = "http") => {
    const retries: RetryPolicy = { attempts: 2, retryOn };
    return where({ retries, protocol });
  };
  const never = [["GR327", "retries.retryOn"]];

  it("are met by some answer of the service", () => {
    expect(on("5xx,unavailable")).to.deep.equal([]);
    expect(on("unavailable,cancelled")).to.deep.equal(never);
    expect(on("unavailable,cancelled", "grpc")).to.deep.equal([]);
    expect(on("unavailable", "http2")).to.deep.equal([]);
    expect(on("503,retriable-4xx", "grpc")).to.deep.equal(never);
    expect(on("503,connect-failure", "grpc")).to.deep.equal([]);
    expect(on("503")).to.deep.equal([]);
  });

  it("are complete", () => {
    expect(on("retriable-status-codes")).to.deep.equal(never);
    expect(on("retriable-status-codes,503")).to.deep.equal([]);
    expect(on("retriable-headers")).to.deep.equal(never);
    expect(on("http3-post-connect-failure")).to.deep.equal(never);
  });
});
