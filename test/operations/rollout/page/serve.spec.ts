import { request } from "node:http";
import { expect } from "chai";
import { servePage, type PageServer } from "../../../../operations/rollout/page/serve";

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

function ask(url: string, method = "GET", headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((done, fail) => {
    request(url, { method, headers, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => (text += part));
      response.on("end", () =>
        done({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    })
      .on("error", fail)
      .end();
  });
}

describe("a page that is served", () => {
  let server: PageServer;
  let made = 0;
  const make = () => Promise.resolve(`page ${(made += 1)}`);
  before(async () => {
    server = await servePage({ make: () => make(), policy: "default-src 'none'" });
  });
  after(() => server.close());

  it("has an address on 127.0.0.1 with a key that nobody guesses", async () => {
    expect(server.url).to.match(/^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\/$/);
    expect((await ask(new URL("/", server.url).href)).status).to.equal(404);
  });

  it("comes with headers that let no other page read, frame or keep it", async () => {
    const { status, headers } = await ask(server.url);
    expect(status).to.equal(200);
    expect(headers).to.include({
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "cache-control": "no-store",
      "cross-origin-resource-policy": "same-origin",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    });
    expect(headers).not.to.have.property("access-control-allow-origin");
  });

  it("is made once for all who ask at about the same time", async () => {
    const before = made;
    const texts = await Promise.all([1, 2, 3].map(() => ask(`${server.url}content`)));
    expect(new Set(texts.map(({ text }) => text)).size).to.equal(1);
    expect(made - before).to.be.at.most(1);
  });

  it("has no text for HEAD, and says what it allows to those who write", async () => {
    expect((await ask(server.url, "HEAD")).text).to.equal("");
    const post = await ask(server.url, "POST");
    expect(post.status).to.equal(405);
    expect(post.headers.allow).to.equal("GET, HEAD");
    expect((await ask(server.url, "GET", { host: "evil.example" })).status).to.equal(421);
  });

  it("says why it can't be made, and tries again for the next one", async () => {
    const broken = await servePage({
      make: () => Promise.reject(new Error("west does not answer")),
      policy: "default-src 'none'",
    });
    const { status, text } = await ask(broken.url);
    expect([status, text]).to.deep.equal([503, "west does not answer\n"]);
    await broken.close();
  });

  it("says how to go on where its port is taken", async () => {
    const port = Number(new URL(server.url).port);
    const taken = await servePage({ make, policy: "", port }).catch(
      (error: Error) => error.message,
    );
    expect(taken).to.contain(`port ${port} is taken. Fix: `);
  });
});
