import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { owedTo } from "../../../../model/notifications/owed";
import { readRecord, recordText } from "../../../../model/rollout/codec/codec";
import { begun } from "../../../../operations/rollout/decide/transitions";
import { rolloutRecord } from "../../../support/rollout/record";
import { TestReceiver } from "./receiver";

describe("messages of a driver that is killed", () => {
  let folder: string;
  let server: TestReceiver;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "notify-"));
    server = new TestReceiver();
    await server.listen();
  });

  afterEach(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  it("come at least once with the same id, and no more once the record knows of them", async () => {
    const file = join(folder, "record.json");
    const mark = { by: "anna", at: "2030-01-01T00:00:00Z" };
    const spec = { steps: [{ pause: {} }] };
    writeFileSync(file, recordText(begun(rolloutRecord({ spec }), 1, mark)));
    const run = (): ChildProcess => {
      const program = join(__dirname, "killed-driver.ts");
      const given = ["--import", "tsx", program, file, server.url];
      return spawn(process.execPath, given, { stdio: ["ignore", "ignore", "inherit"] });
    };
    const first = run();
    const ended = once(first, "exit");
    // It is killed when the receiver has a message, and before it gets an answer.
    server.onMessage = () => void first.kill("SIGKILL");
    expect(await ended).to.deep.equal([null, "SIGKILL"]);
    server.onMessage = () => undefined;
    expect(server.ids).to.deep.equal(["a1.started.1"]);
    expect(readRecord(readFileSync(file, "utf8")).notified).to.equal(undefined);

    expect(await once(run(), "exit")).to.deep.equal([0, null]);
    expect(server.ids).to.deep.equal(["a1.started.1", "a1.started.1", "a1.waiting.1"]);
    expect(server.got[0]!.body).to.equal(server.got[1]!.body);
    const left = readRecord(readFileSync(file, "utf8"));
    expect(left.notified).to.deep.equal([{ receiver: "team", events: ["started.1", "waiting.1"] }]);
    const receiver = { name: "team", kind: "webhook" } as const;
    expect(owedTo(receiver, left, Date.parse(mark.at))).to.deep.equal([]);
  });
});
