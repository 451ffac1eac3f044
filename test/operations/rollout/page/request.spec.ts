import { expect } from "chai";
import { answerTo } from "../../../../operations/rollout/page/request";

const place = { port: 7788, key: "k" };
const own = { host: "127.0.0.1:7788" };
const ask = (path: string, headers: Record<string, string> = own, method = "GET") =>
  answerTo({ method, path, headers }, place);
const status = (answer: ReturnType<typeof ask>) => ("status" in answer ? answer.status : 200);

describe("the server of a page", () => {
  it("gives the page and its content to those who know the key", () => {
    expect(ask("/k/")).to.deep.equal({ give: "page" });
    expect(ask("/k/content", own, "HEAD")).to.deep.equal({ give: "content" });
    for (const path of ["/", "/k", "/x/", "/k/../k/", "/k/?a", "//k/", "*"])
      expect(status(ask(path)), path).to.equal(404);
  });

  it("answers to names of loopback with its own port alone", () => {
    for (const host of ["localhost:7788", "LOCALHOST:7788", "[::1]:7788"])
      expect(status(ask("/k/", { host })), host).to.equal(200);
    for (const host of [
      "evil.example:7788",
      "127.0.0.1",
      "127.0.0.1:80",
      "127.0.0.1.evil.example:7788",
      "",
    ])
      expect(status(ask("/k/", { host })), host).to.equal(421);
    expect(status(ask("/k/", {}))).to.equal(421);
  });

  it("refuses other origins, but not a link that a person follows", () => {
    expect(status(ask("/k/content", { ...own, origin: "http://127.0.0.1:7788" }))).to.equal(200);
    for (const origin of [
      "http://evil.example",
      "null",
      "https://127.0.0.1:7788",
      "http://127.0.0.1:1",
    ])
      expect(status(ask("/k/content", { ...own, origin })), origin).to.equal(403);
    for (const site of ["cross-site", "same-site"])
      expect(status(ask("/k/content", { ...own, "sec-fetch-site": site })), site).to.equal(403);
    const link = { ...own, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
    expect(status(ask("/k/", link))).to.equal(200);
    for (const site of ["same-origin", "none"])
      expect(status(ask("/k/", { ...own, "sec-fetch-site": site })), site).to.equal(200);
  });

  it("is read only", () => {
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", ""])
      expect(status(ask("/k/", own, method)), method).to.equal(405);
  });
});
