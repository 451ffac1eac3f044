import { expect } from "chai";
import type { UpstreamAnswer } from "../../../lab/apps/app-answer";
import { chainOf } from "../../../lab/apps/chain";

const answer = (app: string, version: string, ...upstreams: UpstreamAnswer[]) => ({
  app,
  version,
  ...(upstreams.length > 0 ? { upstreams } : {}),
});
const called = (body: unknown, status = 200): UpstreamAnswer => ({
  url: "http://a/",
  status,
  body,
});

describe("the chain of versions in an answer", () => {
  it("is one version where nothing was called", () => {
    expect(chainOf(answer("appa", "v2"))).to.equal("appa v2");
    expect(chainOf(answer("appa", ""))).to.equal("appa");
  });

  it("goes on for as long as services call each other", () => {
    const last = called(answer("appb", "v2"));
    const chain = chainOf(answer("appa", "v2", called(answer("appc", "v1", last))));
    expect(chain).to.equal("appa v2 > appc v1 > appb v2");
  });

  it("branches where a service calls several", () => {
    const reviews = called(answer("reviews", "v3", called(answer("ratings", "v1"))));
    const page = answer("productpage", "v1", called(answer("details", "v1")), reviews);
    expect(chainOf(page)).to.equal("productpage v1 > (details v1 + reviews v3 > ratings v1)");
  });

  it("shows where it broke, and goes on behind an app that passed a failure on", () => {
    const refused = { url: "http://b:1/", status: 0, error: "ECONNREFUSED" };
    const broken = called(answer("appc", "v1", refused, called("no healthy upstream", 503)), 502);
    expect(chainOf(answer("appa", "v2", broken))).to.equal(
      "appa v2 > appc v1 > ([http://b:1/: ECONNREFUSED] + [http://a/: 503])",
    );
  });
});
