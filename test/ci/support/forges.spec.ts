import { expect } from "chai";
import { writeComment } from "../../../ci/support/forges.mjs";
import { Forge } from "../services/forge";

describe("the comment on a forge", () => {
  let forge: Forge;
  let pull: Parameters<typeof writeComment>[0];

  beforeEach(async () => {
    forge = new Forge();
    pull = {
      forge: "github",
      api: await forge.start(),
      repository: "acme/shop",
      number: "7",
      token: "t",
    };
  });
  afterEach(() => forge.stop());

  const write = (body: string, create = true) => writeComment(pull, "<!-- m -->", body, { create });

  it("is found behind more comments than one page holds, and changed", async () => {
    for (let id = 1; id <= 250; id++)
      forge.comments.push({ id, body: id === 230 ? "<!-- m --> old" : "hello" });
    expect(await write("<!-- m --> new")).to.equal("updated");
    expect(forge.comments[229]?.body).to.equal("<!-- m --> new");
    expect(forge.comments).to.have.lengthOf(250);
  });

  it("is not one in which somebody quotes the marker", async () => {
    forge.comments.push({ id: 1, body: "> <!-- m --> old" });
    expect(await write("<!-- m --> new")).to.equal("created");
  });

  it("is not made where it is only to be changed", async () => {
    expect(await write("<!-- m -->", false)).to.equal("none");
    expect(forge.comments).to.deep.equal([]);
  });

  it("says what a forge that refuses has answered", async () => {
    const error = await write(`<!-- m -->${"x".repeat(70_000)}`).catch((one: Error) => one);
    expect(String(error)).to.match(
      /POST \/repos\/acme\/shop\/issues\/7\/comments was answered with 422: .*too long/,
    );
  });
});
