import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { lockHolder } from "../../engine/running-update";
import { Folder } from "../support/folder";

const lock = { pid: 17, username: "ann", hostname: "ci", timestamp: "2026-11-26T18:50:00Z" };

describe("the process that holds the lock of a stack", () => {
  let folder: Folder;

  beforeEach(() => {
    folder = new Folder();
  });

  afterEach(() => folder.remove());

  const write = (text: string) => {
    const locks = ".pulumi/locks/organization/shop/prod";
    mkdirSync(join(folder.path, locks), { recursive: true });
    folder.write(`${locks}/1.json`, text);
  };

  it("is named by user, host, process and time, for a name with or without its organization", () => {
    write(JSON.stringify(lock));
    const who = "ann@ci, process 17, since 2026-11-26T18:50:00Z";
    expect(lockHolder(folder.path, "shop", "prod")).to.equal(who);
    expect(lockHolder(folder.path, "shop", "organization/shop/prod")).to.equal(who);
  });

  it("is not known where there is no lock, or another stack has it", () => {
    expect(lockHolder(folder.path, "shop", "prod")).to.equal(undefined);
    write(JSON.stringify(lock));
    expect(lockHolder(folder.path, "shop", "dev")).to.equal(undefined);
  });

  it("is not known while its lock is being written", () => {
    write("{");
    expect(lockHolder(folder.path, "shop", "prod")).to.equal(undefined);
  });
});
