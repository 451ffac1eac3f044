import { expect } from "chai";
import { cookieExpression } from "../../../model/routes/cookie";

const accepts = (expression: string, header: string) =>
  new RegExp(`^(?:${expression})$`).test(header);

describe("a condition on a cookie", () => {
  it("finds the cookie wherever it stands among others", () => {
    const expression = cookieExpression("user", { exact: "a.b" });
    for (const header of ["user=a.b", "x=1; user=a.b", "user=a.b; y=2", "x=1;user=a.b; y=2"])
      expect(accepts(expression, header), header).to.equal(true);
    for (const header of ["user=axb", "user=a.bc", "xuser=a.b", "x=user=a.b", "other=a.b"])
      expect(accepts(expression, header), header).to.equal(false);
  });

  it("compares a beginning, or an expression, with the cookie's value only", () => {
    const prefix = cookieExpression("user", { prefix: "a" });
    expect(accepts(prefix, "x=1; user=abc; y=2")).to.equal(true);
    expect(accepts(prefix, "user=b; a=a")).to.equal(false);
    const either = cookieExpression("user", { regex: "a|b" });
    expect(accepts(either, "user=b; y=2")).to.equal(true);
    expect(accepts(either, "user=c")).to.equal(false);
  });

  it("does not go on in the next cookie, whatever its expression stands for", () => {
    const other = "user=x; other=y@a.example";
    const own = "first=1; user=y@a.example; last=2";
    for (const regex of [
      ".*@a\\.example",
      "[^@]+@a\\.example",
      "\\S.*@a\\.example",
      "(?:\\W|\\w)+\\.example",
    ]) {
      const expression = cookieExpression("user", { regex });
      expect(accepts(expression, other), regex).to.equal(false);
      expect(accepts(expression, own), regex).to.equal(true);
    }
  });

  it("leaves what is escaped, or stands in a class, as it is", () => {
    const escaped = cookieExpression("user", { regex: "a\\.b[.]c\\[d" });
    expect(escaped).to.contain("(?:a\\.b[.]c\\[d)");
    expect(accepts(escaped, "user=a.b.c[d")).to.equal(true);
  });

  it("takes a bracket that begins a class for one of its characters, as RE2 does", () => {
    expect(cookieExpression("user", { regex: "[^]a]*" })).to.contain("(?:[^];a]*)");
  });
});
