import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import { GrayRelease } from "../../components/gray-release";
import type { BegunUpdate } from "../../components/update";
import { east, release, west } from "../support/releases";
import { atOnce, beginWith, connect, World } from "../support/world";

describe("the stable versions of a release", () => {
  async function stable(changes: Partial<BegunUpdate> = {}) {
    let found: unknown;
    await World.run(() => {
      const gray = new GrayRelease("demo", {
        release: release(),
        clusters: connect(west, east),
        begin: beginWith(atOnce, changes),
      });
      pulumi.output(gray.stable).apply((value) => (found = value));
    });
    return found;
  }

  it("are an output: what the clusters note", async () => {
    const noted = { west: { hello: "v1" } };
    expect(await stable({ stable: Promise.resolve(noted) })).to.deep.equal(noted);
    expect(await stable()).to.deep.equal({});
  });
});
