import { expect } from "chai";
import { analyze } from "./support/analyze";
import { expectChains, sendAlong } from "./support/chains";
import { cluster } from "./support/lab";
import { Project } from "./support/project";
import { enough } from "./support/shares";

const [v1, v2, v3] = ["reviews v1", "reviews v2 > ratings v1", "reviews v3 > ratings v1"];

/** The whole way of a request: productpage calls details and reviews, and some reviews call ratings. */
const through = (reviews: string) => `productpage v1 > (details v1 + ${reviews})`;

describe("the preset bookinfo", () => {
  let project: Project;
  const up = (stack: string) => project.up(stack);

  before(async () => {
    project = new Project();
    for (const stack of ["bookinfo", "bookinfo-by-user"]) await project.init(stack);
  });

  after(() => project.remove());

  const send = (name: "west" | "east", count: number, headers: Record<string, string>) =>
    sendAlong(`${cluster(name).gateway}/productpage`, count, headers);

  describe("by weights", () => {
    const host = { host: "bookinfo.example.com" };
    const split = { [through(v1)]: 30, [through(v2)]: 70 };

    before(() => up("bookinfo"));

    after(() => project.drop("bookinfo"));

    it("splits reviews 30/70, nothing for v3, for requests that pass all services", async () => {
      expectChains("west", await send("west", enough(split), host), split);
    });

    it("splits reviews 5/95 when v1 has 4 replicas and v2 has one: replicas don't change the split", async () => {
      project.edit("bookinfo", ["gray-release:versions", "reviews", "v1", "replicas"], 4);
      project.setWeights("bookinfo", { v1: 5, v2: 95, v3: 0 }, "reviews");
      await up("bookinfo");
      const scaled = { [through(v1)]: 5, [through(v2)]: 95 };
      expectChains("4 replicas", await send("east", enough(scaled), host), scaled);
    });

    it("answers under the paths of productpage, and no others", async () => {
      const status = async (path: string) => {
        const { failures } = await sendAlong(`${cluster("east").gateway}${path}`, 1, host);
        return Object.keys(failures)[0] ?? "answered";
      };
      expect(await status("/static/book.css")).to.equal("answered");
      expect(await status("/api/v1/products/0")).to.equal("answered");
      expect(await status("/reviews/0")).to.equal("HTTP 404");
    });

    it("gives istioctl analyze nothing to warn of", async () => {
      expect(await analyze("bookinfo")).to.deep.equal([]);
    });
  });

  describe("by user", () => {
    const host = { host: "by-user.bookinfo.example.com" };

    before(() => up("bookinfo-by-user"));

    after(() => project.drop("bookinfo-by-user"));

    it("leads users of gmail.com to v3 every time, and splits all others 10/90", async () => {
      const gmail = await send("west", 300, { ...host, "end-user": "jason@gmail.com" });
      expectChains("gmail.com", gmail, { [through(v3)]: 100 });
      const split = { [through(v1)]: 10, [through(v2)]: 90 };
      const other = { ...host, "end-user": "gmail.com@example.com" };
      expectChains("another host", await send("east", enough(split), other), split);
      expectChains("nobody", await send("west", enough(split), host), split);
    });

    it("leads all but the users of gmail.com to v3, where the route is for requests without them", async () => {
      const route = ["gray-release:release", "services", "reviews", "routes", 0];
      const match = { withoutHeaders: { "end-user": { regex: ".*@gmail\\.com" } } };
      project.edit("bookinfo-by-user", [...route, "match"], match);
      await up("bookinfo-by-user");
      const split = { [through(v1)]: 10, [through(v2)]: 90 };
      const gmail = { ...host, "end-user": "jason@gmail.com" };
      expectChains("gmail.com", await send("west", enough(split), gmail), split);
      const other = { ...host, "end-user": "gmail.com@example.com" };
      expectChains("another host", await send("east", 300, other), { [through(v3)]: 100 });
      expectChains("nobody", await send("west", 300, host), { [through(v3)]: 100 });
    });

    it("gives istioctl analyze nothing to warn of", async () => {
      expect(await analyze("bookinfo-by-user")).to.deep.equal([]);
    });
  });
});
