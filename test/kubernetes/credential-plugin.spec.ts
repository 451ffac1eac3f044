import { expect } from "chai";
import { credentialsOf } from "../../kubernetes/credentials";

const server = { url: new URL("https://west.example"), proxied: false };

/** The credentials that a plugin gives, which is a line of JavaScript. */
function fromPlugin(script: string, more: object = {}) {
  const exec = { apiVersion: "client.authentication.k8s.io/v1", command: process.execPath };
  const entry = { "certificate-authority-data": Buffer.from("ca").toString("base64") };
  const args = ["-e", script];
  return credentialsOf({ ...server, entry, user: { exec: { ...exec, args, ...more } } });
}

const refusal = (answer: Promise<unknown>): Promise<string> =>
  answer.then(
    () => "not refused",
    (error: Error) => error.message,
  );

describe("a credential plugin", () => {
  it("gives a token, beside the authority of the kubeconfig", async () => {
    const found = await fromPlugin(`console.log('{"status":{"token":"t"}}')`);
    expect(found?.token).to.equal("t");
    expect(String(found?.ca)).to.equal("ca");
  });

  it("gives a certificate with its key", async () => {
    const status = { clientCertificateData: "cert", clientKeyData: "key" };
    const found = await fromPlugin(`console.log('${JSON.stringify({ status })}')`);
    expect(found).to.deep.include({ cert: "cert", key: "key" });
  });

  it("learns what it is asked for from its environment", async () => {
    const script = `
      const { apiVersion, kind, spec } = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
      const token = [process.env.PROFILE, apiVersion, kind, spec.interactive].join();
      console.log(JSON.stringify({ status: { token } }));`;
    const found = await fromPlugin(script, { env: [{ name: "PROFILE", value: "west" }] });
    expect(found?.token).to.equal("west,client.authentication.k8s.io/v1,ExecCredential,false");
  });

  it("is refused where it fails, without a word of what it printed", async () => {
    const message = await refusal(fromPlugin("console.log('hidden'); process.exit(3)"));
    expect(message).to.equal(`the credential plugin ${process.execPath} failed (3)`);
  });

  it("is refused where it prints something else, or nothing that can be used", async () => {
    const half = { status: { clientCertificateData: "cert" } };
    expect(await refusal(fromPlugin("console.log('hidden')"))).to.equal(
      `the credential plugin ${process.execPath} printed no ExecCredential`,
    );
    for (const answer of [{}, half])
      expect(await refusal(fromPlugin(`console.log('${JSON.stringify(answer)}')`))).to.equal(
        `the credential plugin ${process.execPath} gave neither a token nor a certificate`,
      );
  });
});
