import { buildSync } from "esbuild";
import { expect } from "chai";
import { version } from "../../package.json";
import { runGray } from "../support/gray";

/** All files of a bundle as startup/bundle.cjs makes it. */
function bundled(entry: string): string[] {
  const { metafile } = buildSync({
    ...{ entryPoints: [entry], bundle: true, platform: "node", external: ["@pulumi/*"] },
    ...{ metafile: true, write: false, logLevel: "silent" },
  });
  return Object.keys(metafile.inputs);
}

describe("the bundle of gray abort", () => {
  it("holds no other command, and nothing that other commands need alone", () => {
    const files = bundled("cli/gray-abort.ts");
    const others = /^(cli\/(commands|reports)|operations\/adopt|model\/(diff|diagrams))\//;
    // Of drift it has what tells live routes apart, for its second look beside a rollout.
    expect(files.filter((file) => others.test(file))).to.deep.equal(["cli/commands/abort.ts"]);
    expect(files.filter((file) => file.startsWith("node_modules/jstat/"))).to.deep.equal([]);
    expect(files.length).to.be.below(bundled("cli/gray.ts").length * 0.8);
  });

  it("is made where gray abort is asked for its version, as npm ci does", async () => {
    const { code, output } = await runGray(".", ["abort", "--version"]);
    expect({ code, output }).to.deep.equal({ code: 0, output: `${version}\n` });
  });
});
