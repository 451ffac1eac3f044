import { expect } from "chai";
import { KubeError } from "../../../kubernetes/client";
import { pagesOf } from "../../../operations/foreign/pages";

/** A client whose answers are given by the path. */
const client = (answers: Readonly<Record<string, unknown>>) => ({
  asked: [] as string[],
  get<T>(path: string): Promise<T | undefined> {
    this.asked.push(path);
    const answer = answers[path];
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer as T);
  },
});

const gone = new KubeError(410, "the continue token has expired", "Expired");

describe("a list in pages", () => {
  it("is read page by page until a page has no next one", async () => {
    const pages = client({
      "/x?limit=500": { metadata: { continue: "a/b" }, items: [1, 2] },
      "/x?limit=500&continue=a%2Fb": { metadata: { continue: "" }, items: [3] },
    });
    expect(await pagesOf(pages, "/x")).to.deep.equal([1, 2, 3]);
    expect(pages.asked).to.have.length(2);
  });

  it("is read at once where its next page is gone", async () => {
    const pages = client({
      "/x?limit=500": { metadata: { continue: "a" }, items: [1] },
      "/x?limit=500&continue=a": gone,
      "/x": { items: [1, 2] },
    });
    expect(await pagesOf(pages, "/x")).to.deep.equal([1, 2]);
  });

  it("is undefined for a kind that the API server does not know", async () => {
    expect(await pagesOf(client({}), "/x")).to.equal(undefined);
  });

  it("fails as its first page does", async () => {
    const forbidden = new KubeError(403, "no", "Forbidden");
    const error: unknown = await pagesOf(client({ "/x?limit=500": forbidden }), "/x").catch(
      (caught: unknown) => caught,
    );
    expect(error).to.equal(forbidden);
  });
});
