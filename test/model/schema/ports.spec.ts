import { expect } from "chai";
import { ownRelease, problemsOf } from "../../support/config";

/** Paths below the service `web`, and fixes. */
const wrong = (web: Readonly<Record<string, unknown>>) =>
  problemsOf(ownRelease(web)).map(({ path, fix }) => [
    path.replace("gray-release:release.services.web.", ""),
    fix.replace("correct the value in Pulumi.<stack>.yaml", "edit"),
  ]);

describe("a port of the containers", () => {
  it("is a number without quotes, or a name", () => {
    expect(wrong({ targetPort: "8080" })).to.deep.equal([
      ["targetPort", "remove the quotes in Pulumi.<stack>.yaml: `targetPort: 8080`"],
    ]);
    expect(wrong({ targetPort: "Http" })).to.deep.equal([
      ["targetPort", "change its capitals in Pulumi.<stack>.yaml: `targetPort: http`"],
    ]);
    for (const targetPort of ["a--b", "longer-than-fifteen", true, 0])
      expect(wrong({ targetPort }), String(targetPort)).to.deep.equal([["targetPort", "edit"]]);
  });
});

describe("the name of a port", () => {
  it("has a letter, so that the number of a port is not taken for it", () => {
    const routes = [{ name: "a", match: { port: 8080 }, to: "v1" }];
    expect(wrong({ routes })).to.deep.equal([["routes[0].match.port", "edit"]]);
  });
});
