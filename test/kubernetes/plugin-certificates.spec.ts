import { readdirSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { expect } from "chai";
import { selfSigned, type ServerCertificate } from "../support/certificate";
import { CountingPlugin } from "../support/access/counting-plugin";
import { base64 } from "../support/access/kubeconfig";

describe("the credentials of a plugin, as certificates", () => {
  it("are taken, and renewed on new connections where the API server refuses them", async () => {
    const tls = await selfSigned("localhost");
    const [one, two] = [await selfSigned("one"), await selfSigned("two")];
    const seen: string[] = [];
    let allowed = "one";
    const server = createServer(
      {
        cert: tls.certificate,
        key: tls.key,
        requestCert: true,
        rejectUnauthorized: false,
        ca: [one.certificate, two.certificate],
      },
      ({ socket }, response) => {
        const peer = socket as TLSSocket;
        const name = peer.authorized ? peer.getPeerCertificate().subject.CN : "none";
        seen.push(String(name));
        response.statusCode = name === allowed ? 200 : 401;
        response.end("ok");
      },
    );
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const plugin = new CountingPlugin();
    const gives = ({ certificate, key }: ServerCertificate) =>
      plugin.answer({ clientCertificateData: certificate, clientKeyData: key });
    gives(one);
    const port = (server.address() as AddressInfo).port;
    const client = await plugin.connect({
      server: `https://127.0.0.1:${port}`,
      "certificate-authority-data": base64(tls.certificate),
      "tls-server-name": "localhost",
    });
    const asks = () => plugin.withCache(() => client.text("/"));
    expect(await asks()).to.equal("ok");
    gives(two);
    allowed = "two";
    expect(await asks()).to.equal("ok");
    expect(seen).to.deep.equal(["one", "one", "two"]);
    // A certificate says itself when it expires, so it is kept.
    expect(readdirSync(join(plugin.cacheHome, "gray-release", "credentials"))).to.have.length(1);
    client.close();
    server.closeAllConnections();
    server.close();
    plugin.remove();
  });
});
