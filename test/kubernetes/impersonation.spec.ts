import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { version } from "../../package.json";
import { clientFor, serverOf } from "../../kubernetes/connect";
import type { UserEntry } from "../../kubernetes/kubeconfig-entries";
import { kubeconfigOf } from "../support/access/kubeconfig";
import { failureOf } from "../support/ports";

/** The headers that an API server gets from the client of a user: of a request, and of a forwarded port. */
async function headersOf(user: UserEntry): Promise<IncomingHttpHeaders[]> {
  const seen: IncomingHttpHeaders[] = [];
  const server = createServer(({ headersDistinct, headers }, answer) => {
    seen.push({ ...headers, ...(headersDistinct as IncomingHttpHeaders) });
    answer.end("ok");
  });
  server.on("upgrade", ({ headersDistinct }, socket) => {
    seen.push(headersDistinct);
    socket.end("HTTP/1.1 403 refused\r\ncontent-length: 0\r\n\r\n");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = await clientFor(serverOf({ name: "a" }, kubeconfigOf(user, { server: url })));
  try {
    await client.text("/");
    await failureOf(client.connectToPod({ namespace: "a", name: "b" }, 1));
    return seen;
  } finally {
    client.close();
    server.closeAllConnections();
    server.close();
  }
}

describe("whom the user of a kubeconfig acts as", () => {
  it("stands in the headers of all requests", async () => {
    const user = {
      as: "ci",
      "as-uid": "42",
      "as-groups": ["dev", "ops"],
      "as-user-extra": { "example.com/team": ["a", "b"], reason: ["deploy"] },
    };
    const seen = await headersOf(user);
    expect(seen).to.have.length(2);
    for (const headers of seen)
      expect(headers).to.deep.include({
        "impersonate-user": ["ci"],
        "impersonate-uid": ["42"],
        "impersonate-group": ["dev", "ops"],
        "impersonate-extra-example.com%2fteam": ["a", "b"],
        "impersonate-extra-reason": ["deploy"],
        "user-agent": [`gray-release/${version}`],
      });
  });

  it("is the user itself where the kubeconfig does not say so", async () => {
    for (const headers of await headersOf({ as: "", token: "t" }))
      expect(Object.keys(headers).filter((name) => name.startsWith("impersonate"))).to.deep.equal(
        [],
      );
  });

  for (const part of [
    { "as-uid": "42" },
    { "as-groups": ["dev"] },
    { "as-user-extra": { reason: ["deploy"] } },
  ])
    it(`is refused with ${Object.keys(part).join()} alone`, async () => {
      const { message } = await failureOf(headersOf(part));
      expect(message).to.equal(
        "its user has as-uid, as-groups or as-user-extra without as: add as, the name to act under",
      );
    });
});
