import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join, resolve } from "node:path";
import { expect } from "chai";

const model = resolve(__dirname, "../../model");
const sources = readdirSync(model, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => ({ file, text: readFileSync(join(model, file), "utf8") }));

/** What a source imports, also dynamically or by `require`. */
function imports(text: string): string[] {
  const named = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*["']([^"']+)["']/g;
  return [...text.matchAll(named)].map(([, name]) => name ?? "");
}

describe("the model", () => {
  it("imports nothing of Pulumi, nothing of Node and nothing outside itself", () => {
    const found = sources.flatMap(({ file, text }) =>
      imports(text).map((name) => ({ file, name })),
    );
    expect(found.length).to.be.greaterThan(sources.length);
    const strange = found.filter(({ file, name }) => {
      if (name.startsWith(".")) return !resolve(model, file, "..", name).startsWith(model);
      return /^(@pulumi\/|node:)/.test(name) || builtinModules.includes(name);
    });
    expect(strange).to.deep.equal([]);
  });
});
