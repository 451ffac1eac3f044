import { expect } from "chai";
import fc from "fast-check";
import { parse } from "yaml";
import { readStackDocument } from "../../../model/yaml/document";
import { isHandedOver } from "../../../model/yaml/handed-over";
import { isWorthReading } from "../../../model/yaml/prefilter";
import { yamlText } from "../../../model/yaml/write";
import { cases } from "../../support/cases";

const nasty = [
  ...[
    "yes",
    "No",
    "on",
    "OFF",
    "y",
    "N",
    "true",
    "null",
    "~",
    "",
    "0041",
    "010",
    "0x1F",
    "0X1F",
    "0b11",
    "0b_",
    "-0x_",
  ],
  ...[
    "0o17",
    "1_000",
    "2026_11",
    "1e3",
    "72225e2",
    "1.10",
    ".5",
    "-0",
    "+5",
    ".inf",
    ".NaN",
    "1e400",
  ],
  ...[
    "2026-11-26",
    "2026-1-2",
    "2026-11-26T10:00:00Z",
    "12:30:00",
    "1:30",
    "<<",
    "=",
    "-",
    "?",
    ":",
    "#",
  ],
  ...[
    "*a",
    "&a",
    "!a",
    "%a",
    "@a",
    "`a",
    "a: b",
    "a #b",
    " a",
    "a ",
    "a\nb",
    "a\n",
    "\na",
    " a\n b\n",
  ],
  ...[
    "a\u2028b",
    "a\u0085b",
    "\u0007",
    "\ufeff",
    "a\tb",
    "\t",
    "ü💥",
    "'",
    '"',
    "a\\b",
    "{a: 1}",
    "[a]",
    "---",
  ],
];

const text = fc.oneof(
  fc.constantFrom(...nasty),
  fc.string({ unit: "grapheme" }),
  fc.stringMatching(/^[-+.\d_:exobyn ]{0,8}$/),
  fc.string({ unit: fc.constantFrom("a", " ", "\n", "#", ":", "\t") }),
);

describe("YAML that is written", () => {
  const values = fc.oneof(
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => one || 0),
  );
  const mapping: fc.Arbitrary<object> = fc.dictionary(
    text,
    fc.oneof(values, fc.array(values), fc.dictionary(text, values)),
    {
      noNullPrototype: true,
    },
  );

  it("is the same value for YAML 1.1 and for YAML 1.2", () => {
    fc.assert(
      fc.property(mapping, (value) => {
        const written = yamlText(value);
        expect(parse(written)).to.deep.equal(value);
        expect(parse(written, { version: "1.1" })).to.deep.equal(value);
      }),
      { numRuns: cases(500), examples: nasty.map((one): [object] => [{ [one]: one }]) },
    );
  });

  it("is the same value for the engine, without anything that gray would refuse", () => {
    fc.assert(
      fc.property(mapping, (value) => {
        const written = yamlText({ config: { "gray-release:release": { inside: value } } });
        const read = readStackDocument(written);
        if (!("config" in read)) throw new Error(JSON.stringify(read.errors));
        const secret = read.problems.filter(({ code }) => code === "GR021");
        expect(read.problems).to.deep.equal(secret);
        if (secret.length > 0) return;
        const [key] = read.handedOver();
        expect(key && isHandedOver(JSON.stringify({ inside: value }), key)).to.equal(true);
      }),
      { numRuns: cases(500), examples: nasty.map((one): [object] => [{ [one]: one }]) },
    );
  });

  it("needs no closer look before an update", () => {
    const harmless = Object.fromEntries(
      nasty.filter((one) => /^[\w.:-]+$/.test(one)).map((one) => [one, one]),
    );
    expect(isWorthReading(yamlText({ config: { "gray-release:release": harmless } }))).to.equal(
      false,
    );
  });

  it("repeats what is there twice, because readers of Kubernetes' YAML know no aliases", () => {
    const labels = { app: "web" };
    expect(yamlText({ a: labels, b: labels })).to.equal("a:\n  app: web\nb:\n  app: web\n");
  });
});
