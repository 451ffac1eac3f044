import { expect } from "chai";
import { unreachable } from "../../kubernetes/reachability";
import { withEnvironment } from "../support/folder";
import { closedPort, listen } from "../support/server";

const noProxy = { HTTPS_PROXY: undefined, https_proxy: undefined };

function check(server: string, proxied = false): Promise<string | undefined> {
  return withEnvironment(noProxy, () => unreachable({ url: new URL(server), proxied, entry: {} }));
}

describe("an API server", () => {
  it("is reachable where something takes a connection", async () => {
    const { port, close } = await listen();
    expect(await check(`https://127.0.0.1:${port}`)).to.equal(undefined);
    await close();
  });

  it("is unreachable, with the reason, where nothing does", async () => {
    expect(await check(`https://127.0.0.1:${await closedPort()}`)).to.match(/ECONNREFUSED/);
  });

  it("is unreachable, with a reason, where a name has several addresses", async () => {
    expect(await check(`https://localhost:${await closedPort()}`)).to.match(/ECONNREFUSED/);
  });

  it("is not looked at behind a proxy, which hides whether it is there", async () => {
    const server = `https://127.0.0.1:${await closedPort()}`;
    expect(await check(server, true)).to.equal(undefined);
    const proxy = { ...noProxy, https_proxy: "http://127.0.0.1:1" };
    const url = new URL(server);
    const behind = withEnvironment(proxy, () => unreachable({ url, proxied: false, entry: {} }));
    expect(await behind).to.equal(undefined);
  });
});
