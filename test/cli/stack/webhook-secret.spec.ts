import { expect } from "chai";
import { webhookSecretOf } from "../../../cli/stack/webhook-secret";
import { Folder } from "../../support/folder";
import { failureOf } from "../../support/ports";

describe("the secret of webhooks", () => {
  const before = { folder: process.cwd(), named: process.env.GRAY_WEBHOOK_SECRET };
  let folder: Folder;
  let asked: string[][];

  beforeEach(() => {
    folder = new Folder();
    asked = [];
    process.chdir(folder.path);
    delete process.env.GRAY_WEBHOOK_SECRET;
  });

  afterEach(() => {
    process.chdir(before.folder);
    if (before.named !== undefined) process.env.GRAY_WEBHOOK_SECRET = before.named;
    else delete process.env.GRAY_WEBHOOK_SECRET;
    folder.remove();
  });

  const secretIn = (text: string) => {
    folder.write("Pulumi.dev.yaml", `config:\n${text}`);
    return webhookSecretOf("dev", (...args) => {
      asked.push(args);
      return Promise.resolve("geheim\n");
    });
  };
  const encrypted = "  gray-release:webhook-secret: { secure: AAABAJ0x }\n";

  it("is asked of pulumi where the stack has one", async () => {
    expect(await secretIn(encrypted)).to.equal("geheim");
    expect(asked).to.deep.equal([
      ["config", "get", "gray-release:webhook-secret", "--stack", "dev"],
    ]);
  });

  it("is that of the variable, though the stack has one", async () => {
    process.env.GRAY_WEBHOOK_SECRET = "other";
    expect(await secretIn(encrypted)).to.equal("other");
    expect(asked).to.deep.equal([]);
  });

  it("is none where neither has one", async () => {
    expect(await secretIn("  gray-release:release: shop\n")).to.equal(undefined);
  });

  it("is refused in plain text, and not repeated", async () => {
    const error = await failureOf(secretIn("  gray-release:webhook-secret: klartext\n"));
    expect(error.message).to.include("[GR517]");
    expect(error.message).to.not.include("klartext");
    expect(asked).to.deep.equal([]);
  });
});
