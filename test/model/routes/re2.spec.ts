import { expect } from "chai";
import { refusedByRe2 } from "../../../model/routes/re2";

describe("an expression", () => {
  const refused: [string, RegExp][] = [
    ["(?=a)b", /look ahead/],
    ["(?!a)b", /look ahead/],
    ["(?<=a)b", /behind/],
    ["(?<!a)b", /behind/],
    ["(?>a)b", /atomic/],
    ["(a)\\1", /references/],
    ["(?<n>a)\\k<n>", /references/],
    ["a{1001}", /1000 times/],
    ["a{2,2000}", /1000 times/],
    ["(a", /unterminated group/],
    ["[a", /unterminated character class/],
    ["*a", /nothing to repeat/],
    ["a++", /nothing to repeat/],
    ["a".repeat(1025), /longer than 1024/],
  ];
  for (const [regex, why] of refused)
    it(`${regex.slice(0, 20)} is refused`, () => {
      expect(refusedByRe2(regex)).to.match(why);
    });

  const taken = [
    ".*@gmail\\.com",
    "v[0-9]+(\\.[0-9]+)*",
    "(?i)gray",
    "(?P<name>a)b",
    "(?:a|b){1,1000}",
    "[[:alpha:]]+",
    "[\\1(?=)]",
    "\\\\1",
    "\\(?=a",
    "\\Q(?=a)\\1\\E",
    "\\pN+\\z",
    "a{,2}",
  ];
  for (const regex of taken)
    it(`${regex} is taken`, () => {
      expect(refusedByRe2(regex)).to.equal(undefined);
    });
});
