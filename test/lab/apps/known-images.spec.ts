import { expect } from "chai";
import { upstreamsOf } from "../../../lab/apps/known-images";

const bookinfo = (name: string) => `docker.io/istio/examples-bookinfo-${name}:1.17.0`;

describe("what a container calls", () => {
  it("is what its variable says, several URLs separated by blanks or commas", () => {
    const env = { upstream_url: "http://a:1/, http://b:2/x\n http://c:3/" };
    const container = { image: bookinfo("productpage-v1"), env };
    expect(upstreamsOf(container, "/")).to.deep.equal([
      "http://a:1/",
      "http://b:2/x",
      "http://c:3/",
    ]);
  });

  it("is known for the images of BookInfo", () => {
    const calls = (name: string) => upstreamsOf({ image: bookinfo(name), env: {} }, "/productpage");
    expect(calls("productpage-v1")).to.deep.equal([
      "http://details:9080/details/0",
      "http://reviews:9080/reviews/0",
    ]);
    expect(calls("reviews-v1")).to.deep.equal([]);
    expect(calls("reviews-v2")).to.deep.equal(["http://ratings:9080/ratings/0"]);
    expect(calls("reviews-v3")).to.deep.equal(["http://ratings:9080/ratings/0"]);
    expect(calls("ratings-v1")).to.deep.equal([]);
  });

  it("carries the query on where the program does so", () => {
    const consumer = { image: "example.com/dubbo3-consumer:1", env: { upstream_url: "" } };
    const provider = "http://dubbo3-provider:50052/hello";
    expect(upstreamsOf(consumer, "/hello?name=a%20b")).to.deep.equal([`${provider}?name=a%20b`]);
    expect(upstreamsOf(consumer, "/hello")).to.deep.equal([provider]);
  });
});
