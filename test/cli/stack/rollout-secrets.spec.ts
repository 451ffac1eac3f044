import { expect } from "chai";
import { metricsTokenOf, webhookSecretOf } from "../../../cli/stack/rollout-secrets";
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

describe("the token of metrics servers", () => {
  const variables = ["GRAY_PROMETHEUS_TOKEN", "GRAY_PROMETHEUS_TOKEN_EU_1"] as const;
  const before = { folder: process.cwd(), named: variables.map((name) => process.env[name]) };
  let folder: Folder;

  beforeEach(() => {
    folder = new Folder();
    process.chdir(folder.path);
    for (const name of variables) delete process.env[name];
  });

  afterEach(() => {
    process.chdir(before.folder);
    variables.forEach((name, i) => {
      if (before.named[i] !== undefined) process.env[name] = before.named[i];
      else delete process.env[name];
    });
    folder.remove();
  });

  const tokenIn = (key: string, text: string) => {
    folder.write("Pulumi.dev.yaml", `config:\n${text}`);
    return metricsTokenOf("dev", key, (...args) => Promise.resolve(`${args[2]}!\n`));
  };

  it("is that of its key, or of the variable of that key", async () => {
    const [all, own] = ["prometheus-token", "prometheus-token-eu-1"] as const;
    const text = [all, own].map((key) => `  gray-release:${key}: { secure: AAAB }\n`).join("");
    expect(await tokenIn(all, text)).to.equal("gray-release:prometheus-token!");
    expect(await tokenIn(own, text)).to.equal("gray-release:prometheus-token-eu-1!");
    process.env.GRAY_PROMETHEUS_TOKEN = "a";
    expect(await tokenIn(all, text)).to.equal("a");
    // A token of the stack goes to no server of a cluster.
    expect(await tokenIn(own, "  gray-release:release: shop\n")).to.equal(undefined);
    process.env.GRAY_PROMETHEUS_TOKEN_EU_1 = "b";
    expect(await tokenIn(own, text)).to.equal("b");
  });

  it("is refused in plain text, and not repeated", async () => {
    const error = await failureOf(
      tokenIn("prometheus-token", "  gray-release:prometheus-token: klartext\n"),
    );
    expect(error.message).to.include("[GR517]");
    expect(error.message).to.not.include("klartext");
  });
});
