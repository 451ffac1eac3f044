import { expect } from "chai";
import { checkText } from "../../../cli/stack/check-file";
import { readStackDocument } from "../../../model/yaml/document";
import { configBytes, mostBytes } from "../../../model/yaml/size";

function bytesOf(text: string): number {
  const document = readStackDocument(text);
  if ("errors" in document) throw new Error(JSON.stringify(document.errors));
  return configBytes(document.handedOver());
}

describe("the size of a config", () => {
  // Texts of PULUMI_CONFIG as the real engine made them.
  for (const [yaml, variable] of [
    ["gray-release:a: hi", '{"gray-release:config:a":"hi"}'],
    ["a: { b: [1, x, ~] }", String.raw`{"gray-release:config:a":"{\"b\":[1,\"x\",null]}"}`],
    ["a: 0041", '{"gray-release:config:a":"33"}'],
    ["a:", '{"gray-release:config:a":""}'],
    ["a: 2026-11-26", '{"gray-release:config:a":"2026-11-26 00:00:00 +0000 UTC"}'],
    ["a: a<b", String.raw`{"gray-release:config:a":"a\u003cb"}`],
    ["a: [a<b]", String.raw`{"gray-release:config:a":"[\"a\\u003cb\"]"}`],
    ["a: [ü💥]", String.raw`{"gray-release:config:a":"[\"ü💥\"]"}`],
    [String.raw`a: ["\n\u2028"]`, String.raw`{"gray-release:config:a":"[\"\\n\\u2028\"]"}`],
    ["aws:region: eu\n  b: 1.50", '{"aws:config:region":"eu","gray-release:config:b":"1.5"}'],
  ] as const)
    it(`is that of the variable that the engine makes of ${JSON.stringify(yaml)}`, () => {
      expect(bytesOf(`config:\n  ${yaml}\n`)).to.equal(
        Buffer.byteLength(`PULUMI_CONFIG=${variable}`),
      );
    });

  it("counts a secret with its plain text", () => {
    // What `pulumi config set --secret` wrote for a text of 40 characters.
    const encrypted = Buffer.alloc(40 + 16).toString("base64");
    expect(bytesOf(`config:\n  a: { secure: "v1:bm9uY2U=:${encrypted}" }\n`)).to.equal(
      Buffer.byteLength(`PULUMI_CONFIG={"gray-release:config:a":"${"x".repeat(40)}"}`),
    );
  });

  it("is refused by gray check from the byte on from which the engine can't start a program", () => {
    const empty = bytesOf('config:\n  namespace: ""\n');
    const check = (bytes: number) =>
      checkText("f", `config:\n  namespace: "${"x".repeat(bytes - empty)}"\n`).findings.filter(
        ({ code }) => code === "GR022",
      );
    expect(check(mostBytes)).to.deep.equal([]);
    const [found] = check(mostBytes + 1024);
    expect(found).to.include({
      path: "gray-release:namespace",
      line: 2,
      given: "a config of 129.0 KiB in all, as the engine writes it",
    });
    expect(found?.fix).to.contain("preset").and.to.contain("several stacks");
    expect(check(mostBytes + 1)).to.have.length(1);
  });
});
