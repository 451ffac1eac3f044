import { expect } from "chai";
import { parseDocument, isScalar } from "yaml";
import {
  engineReading,
  keyMistake,
  mayBeMisread,
  needsQuotes,
  valueMistake,
  type Scalar,
} from "../../../model/yaml/plain";

/** What YAML 1.2 makes of a scalar without quotes. */
function read12(text: string): Scalar {
  const node = parseDocument(text).contents;
  return isScalar(node) ? (node.value as Scalar) : null;
}

/** Scalars without quotes, and what the real engine handed to a program for them. */
const handedOver: readonly (readonly [string, Scalar])[] = [
  ["0041", 33],
  ["0080", 80],
  ["0o17", 15],
  ["0x1F", 31],
  ["0X1F", 31],
  ["-0x1F", -31],
  ["0b11", 3],
  ["1_000", 1000],
  ["2026_11", 202611],
  ["72225e2", 7222500],
  ["1.10", 1.1],
  [".5", 0.5],
  ["5.", 5],
  ["+5", 5],
  ["-0", 0],
  ["1e400", "1e400"],
  ["9223372036854775808", 9223372036854775808],
  ["123456789012345678901234567890", 1.2345678901234568e29],
  ["2026-11-26", "a time"],
  ["2026-1-2", "a time"],
  ["2026-11-26T10:00:00Z", "a time"],
  ["2026-11-26 10:00:00.5", "a time"],
  ["2026-13-01", "2026-13-01"],
  ["12:30:00", "12:30:00"],
  ["1:30", "1:30"],
  ["yes", "yes"],
  ["on", "on"],
  ["True", true],
  ["~", null],
  ["Null", null],
  ["=", "="],
  ["1.2.3", "1.2.3"],
  ["10.0.0.1", "10.0.0.1"],
  ["100m", "100m"],
  ["v1", "v1"],
  [".a", ".a"],
  ["-1", -1],
];

describe("a scalar without quotes, as the engine reads it", () => {
  for (const [text, value] of handedOver)
    it(`is ${JSON.stringify(value)} for ${text}`, () => {
      expect(engineReading(text)).to.deep.equal(value === "a time" ? { time: true } : { value });
    });
});

describe("a value without quotes", () => {
  for (const text of [
    ...[
      "0041",
      "0123456",
      "010",
      "0b11",
      "0X1F",
      "-0x1F",
      "1_000",
      "2026_11",
      "0o17",
      "-0",
      "-0.0",
    ],
    ...["2026-11-26", "2026-1-2", "2026-11-26T10:00:00Z", "2026-11-26 10:00:00", "1e400"],
    ...["yes", "No", "ON", "off", "y", "N", "12:30:00", "1:30", "08:15", "1:30.5", ".inf", ".nan"],
  ])
    it(`is refused where it is ${text}`, () => {
      expect(valueMistake(text, read12(text))).to.have.property("why");
      expect(mayBeMisread(text.split(" ")[0] ?? "")).to.equal(true);
    });

  for (const text of [
    ...["0", "7", "-1", "100", "0.5", "1.10", "5.", ".5", "+5", "1e3", "72225e2", "0080", "0x1F"],
    ...[
      "true",
      "True",
      "null",
      "~",
      "v1",
      "1.2.3",
      "10.0.0.1",
      "100m",
      "1Gi",
      "5s",
      "1.5s",
      "yesterday",
    ],
    ...[
      "2026-13-01",
      "2026-release",
      "1:75",
      "5000/tcp",
      "on call",
      "no-cache",
      "Y2K",
      "0xyz",
      "=",
      "<",
    ],
  ])
    it(`is fine where it is ${text}`, () => {
      expect(valueMistake(text, read12(text))).to.equal(undefined);
    });

  it("is told with both readings", () => {
    expect(valueMistake("0041", 41)).to.deep.equal({
      why: "which Pulumi reads as 33 and YAML 1.2 as 41",
      otherwise: "",
    });
    expect(valueMistake("12:30:00", "12:30:00")?.why).to.equal(
      "which YAML 1.1 reads as 45000 and YAML 1.2 as a text",
    );
    expect(valueMistake("2026-11-26", "2026-11-26")?.why).to.contain("as a date and");
    expect(valueMistake("off", "off")?.otherwise).to.equal("; for a switch, write false");
  });
});

describe("a key without quotes", () => {
  for (const text of ["2", "0", "true", "1.9", "0.25", "123456.5", "v1", "-5", "1.2.3"])
    it(`keeps its text where it is ${text}`, () => {
      expect(keyMistake(text, read12(text))).to.equal(undefined);
      expect(mayBeMisread(text)).to.equal(false);
    });

  for (const text of [
    ...["1.10", "1.0", "72225e2", "1e3", "0x1F", "+5", "5.", ".5", "True", "~", "null", "0080"],
    // Go writes these with an exponent, and this number as another one.
    ...["1234567.5", "0.00001", "9007199254740993", "123456789012345678901234567890"],
    ...["0041", "yes", "2026-11-26"],
  ])
    it(`is refused where its text would get lost, as in ${text}`, () => {
      expect(keyMistake(text, read12(text))).to.have.property("why");
      if (text !== "~" && text !== "null") expect(mayBeMisread(text)).to.equal(true);
    });

  it("is told with the text that it would become", () => {
    expect(keyMistake("1.10", 1.1)?.why).to.equal("which as a text would become 1.1");
  });
});

describe("a text", () => {
  it("needs quotes where a reader would take it for something else", () => {
    for (const text of ["yes", "2026-11-26", "0b11", "1_000", "12:30:00", "0X1F"])
      expect(needsQuotes(text), text).to.equal(true);
    for (const text of ["v1", "1.2.3", "yesterday", "a:b"])
      expect(needsQuotes(text), text).to.equal(false);
  });
});
