import { expect } from "chai";
import { withoutSecrets } from "../../../operations/webhooks/secret-address";

const url = "https://anna:passwort@hooks.example.com/services/T0/abcdefgh%2Fij?token=geheimnis&a=b";

/** The text of an answer as it is left. */
const left = (text: string) => {
  const reply = withoutSecrets({ status: 404, text }, url);
  return "text" in reply ? reply.text : undefined;
};

describe("an answer without a secret address", () => {
  it("has neither the path, its parts, the query, nor a password", () => {
    expect(left("Cannot POST /services/T0/abcdefgh%2Fij?token=geheimnis&a=b")).to.equal(
      "Cannot POST ***",
    );
    expect(left("no /services/T0/abcdefgh%2Fij here")).to.equal("no *** here");
    expect(left("abcdefgh/ij, geheimnis&amp;a=b, passwort")).to.equal("***, ***&amp;a=b, ***");
    expect(withoutSecrets({ failure: "no way to abcdefgh%2Fij" }, url)).to.deep.equal({
      failure: "no way to ***",
    });
  });

  it("keeps what a server says else", () => {
    for (const text of ["no_service", "invalid_token", ""]) expect(left(text)).to.equal(text);
    const short = withoutSecrets(
      { status: 500, text: "out of hooks" },
      "https://example.com/hooks",
    );
    expect(short).to.deep.equal({ status: 500, text: "out of hooks" });
  });
});
