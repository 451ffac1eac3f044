import { expect } from "chai";
import { unreachable } from "../../kubernetes/reachability";
import { closedPort, listen } from "../support/server";

function check(server: string): Promise<string | undefined> {
  return unreachable({ url: new URL(server), entry: {} });
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
});
