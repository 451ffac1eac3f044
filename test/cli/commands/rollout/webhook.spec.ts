// A webhook of a rollout that `gray rollout run` drives, against fake API servers and a server on loopback.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { withEnvironment } from "../../../support/folder";
import { RolloutStack } from "../../../support/rollout/stack";

describe("gray rollout run with a webhook", () => {
  let stack: RolloutStack;
  let server: Server;
  let status: number;
  let asked: { readonly id: unknown; readonly at: number; readonly share: number }[];

  beforeEach(async () => {
    asked = [];
    server = createServer((request, response) => {
      const { "webhook-id": id, "webhook-timestamp": seconds } = request.headers;
      asked.push({ id, at: Number(seconds), share: stack.share("east") });
      request.resume().on("end", () => response.writeHead(status).end("too many errors"));
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/gate`;
    stack = await RolloutStack.start({
      rollout: { steps: [{ setWeight: 20 }, { webhook: { name: "load", url } }] },
    });
    await stack.gray("start");
  });

  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await stack.stop();
  });

  const run = () => withEnvironment({ GRAY_WEBHOOK_SECRET: "geheim" }, () => stack.gray("run"));

  it("asks it at its step, and goes on to the goal when it passes", async () => {
    status = 204;
    const { stdout, stderr } = await run();
    const record = stack.record()!;
    expect(record.status, stdout + stderr).to.equal("done");
    expect(asked.map(({ id, share }) => [id, share])).to.deep.equal([[`${record.id}-1`, 20]]);
    expect(Math.abs(asked[0]!.at - Date.now() / 1000)).to.be.below(60);
    expect(JSON.stringify(record) + stdout + stderr).to.not.contain("geheim");
  });

  it("takes the weights back everywhere when it fails, and says why", async () => {
    status = 403;
    const { stdout, stderr } = await run();
    expect(stack.record()?.status, stdout + stderr).to.equal("failed");
    expect([stack.share("west"), stack.share("east")]).to.deep.equal([0, 0]);
    expect(stdout + stderr).to.contain("load failed: its server answered 403: too many errors");
  });
});
