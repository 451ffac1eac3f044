import { expect } from "chai";
import { wrongShapes } from "../../support/config";

describe("a duration", () => {
  for (const timeout of ["0s", "-1s", "1.s", "1 s", "1d", "0.5ms", 0])
    it(`is not: ${JSON.stringify(timeout)}`, () => {
      expect(wrongShapes({ timeout })).to.deep.equal([["GR001", "timeout", "edit"]]);
    });

  for (const timeout of ["1", 1])
    it(`is none without its unit: ${JSON.stringify(timeout)}`, () => {
      expect(wrongShapes({ timeout })).to.deep.equal([
        ["GR001", "timeout", "add a unit in Pulumi.<stack>.yaml: `timeout: 1s`"],
      ]);
    });

  for (const timeout of ["1s", "1.5s", "250ms", "1h", "0.1m"])
    it(`may be: ${timeout}`, () => {
      expect(wrongShapes({ timeout })).to.deep.equal([]);
    });
});
