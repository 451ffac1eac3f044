import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { cacheFolder, partFolder, partKey, publish } from "../../tools/cache";
import type { Part } from "../../tools/part";
import { parts } from "../../tools/parts";

const etcd: Part = {
  name: "etcd",
  title: "etcd",
  version: "3.7.3",
  source: { kind: "go", builds: [{ module: "etcd", packages: ["example.org/etcd"] }] },
  provides: { etcd: "bin/etcd" },
  seconds: 1,
  megabytes: 1,
};
const files = (): string[] => ["module etcd", "sums"];

describe("The cache's folder", () => {
  it("is $GRAY_CACHE, else below $XDG_CACHE_HOME, else below ~/.cache", () => {
    expect(cacheFolder({ GRAY_CACHE: "/a", XDG_CACHE_HOME: "/b" })).to.equal("/a");
    expect(cacheFolder({ XDG_CACHE_HOME: "/b" })).to.equal("/b/gray-release");
    expect(cacheFolder({})).to.equal(path.join(os.homedir(), ".cache", "gray-release"));
  });
});

describe("The key of a part", () => {
  it("is the same for the same inputs", () => {
    expect(partKey(etcd, "linux-x64", files)).to.equal(partKey({ ...etcd }, "linux-x64", files));
  });

  it("changes with the platform, the version, the flags and the module's files", () => {
    const flags: Part = {
      ...etcd,
      source: {
        kind: "go",
        builds: [{ module: "etcd", packages: ["example.org/etcd"], tags: "x" }],
      },
    };
    const keys = [
      partKey(etcd, "linux-x64", files),
      partKey(etcd, "linux-arm64", files),
      partKey({ ...etcd, version: "3.7.4" }, "linux-x64", files),
      partKey(flags, "linux-x64", files),
      partKey(etcd, "linux-x64", () => ["module etcd", "other sums"]),
    ];
    expect(new Set(keys).size).to.equal(keys.length);
  });

  it("does not change with what is only told: title, expected time, expected space", () => {
    const told: Part = { ...etcd, title: "The etcd", seconds: 99, megabytes: 99 };
    expect(partKey(told, "linux-x64", files)).to.equal(partKey(etcd, "linux-x64", files));
  });

  it("gives each part of the toolchain a folder of its own", () => {
    const folders = parts.map((part) => partFolder("/cache", part));
    expect(new Set(folders).size).to.equal(parts.length);
  });
});

describe("A part that is published", () => {
  let cache: string;
  beforeEach(() => (cache = fs.mkdtempSync(path.join(os.tmpdir(), "gray-cache-"))));
  afterEach(() => fs.rmSync(cache, { recursive: true }));

  it("appears in its folder when it is complete", async () => {
    const folder = await publish(cache, etcd, async (draft) => {
      fs.writeFileSync(path.join(draft, "file"), "content");
      expect(fs.existsSync(partFolder(cache, etcd))).to.equal(false);
      await Promise.resolve();
    });
    expect(folder).to.equal(partFolder(cache, etcd));
    expect(fs.readFileSync(path.join(folder, "file"), "utf8")).to.equal("content");
  });

  it("does not appear when its build fails, and starts from nothing the next time", async () => {
    const failing = publish(cache, etcd, async (draft) => {
      fs.writeFileSync(path.join(draft, "half"), "");
      await Promise.reject(new Error("no"));
    });
    expect(await failing.catch((error: Error) => error.message)).to.equal("no");
    expect(fs.existsSync(partFolder(cache, etcd))).to.equal(false);
    const folder = await publish(cache, etcd, () => Promise.resolve());
    expect(fs.readdirSync(folder)).to.deep.equal([]);
  });
});
