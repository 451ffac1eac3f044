import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { buildArgs, goEnvironment } from "../../tools/go-build";
import { parts, providerVersion } from "../../tools/parts";

const root = path.join(__dirname, "..", "..");

describe("A Go build", () => {
  it("sets the versions that the commands report, and the flags of all builds", () => {
    const args = buildArgs({
      module: "m",
      packages: ["example.org/m"],
      tags: "a,b",
      variables: { "example.org/m.Version": "v1" },
      compilerFlags: { "example.org/...": "-l" },
    });
    expect(args).to.deep.equal([
      "build",
      "-trimpath",
      "-pgo=off",
      "-gcflags=all=-dwarf=false",
      "-gcflags=example.org/...=-dwarf=false -l",
      "-ldflags=-s -w -X example.org/m.Version=v1",
      "-tags=a,b",
    ]);
  });

  it("never changes go.mod, asks no checksum database, and keeps the user's flags", () => {
    const env = goEnvironment({ GOFLAGS: "-p=1", GOPROXY: "https://proxy.example" });
    expect(env.GOFLAGS).to.equal("-mod=readonly -buildvcs=false -p=1");
    expect(env.GOSUMDB).to.equal("off");
    expect(env.GOPROXY).to.equal("https://proxy.example");
  });

  it("has its module beside it, with go.sum", () => {
    for (const { source } of parts) {
      if (source.kind !== "go") continue;
      for (const { module } of source.builds) {
        expect(fs.existsSync(path.join(root, "tools", module, "go.sum")), module).to.equal(true);
      }
    }
  });
});

describe("The versions of engine and provider", () => {
  it("match the npm packages", () => {
    const manifest = fs.readFileSync(path.join(root, "package.json"), "utf8");
    const { devDependencies } = JSON.parse(manifest) as { devDependencies: Record<string, string> };
    const engine = parts.find(({ name }) => name === "pulumi");
    expect(engine?.version).to.equal(devDependencies["@pulumi/pulumi"]);
    expect(providerVersion).to.equal(devDependencies["@pulumi/kubernetes"]);
  });
});
