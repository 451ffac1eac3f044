import { expect } from "chai";
import { readCredentials } from "../../kubernetes/credentials";
import { Folder } from "../support/folder";

const server = { url: new URL("https://west.example"), proxied: false, entry: {} };
const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("the credentials of a kubeconfig", () => {
  it("are those that it holds itself", () => {
    const entry = { "certificate-authority-data": base64("ca") };
    const user = { "client-certificate-data": base64("cert"), "client-key-data": base64("key") };
    const { ca, cert, key, token } = readCredentials({ ...server, entry, user }) ?? {};
    expect([ca, cert, key].map(String)).to.deep.equal(["ca", "cert", "key"]);
    expect(token).to.equal(undefined);
  });

  it("are those of files that it names by their whole path", () => {
    const folder = new Folder();
    const file = (name: string) => folder.write(name, name);
    const user = { "client-certificate": file("cert"), "client-key": file("key") };
    const { cert, key } = readCredentials({ ...server, user }) ?? {};
    folder.remove();
    expect([cert, key].map(String)).to.deep.equal(["cert", "key"]);
  });

  it("are a token alone, too", () => {
    expect(readCredentials({ ...server, user: { token: "t" } })?.token).to.equal("t");
  });

  it("are none where a plugin fetches them, or a file of theirs is not there", () => {
    expect(readCredentials(server)).to.equal(undefined);
    const user = { "client-certificate": "/no/such/file", "client-key-data": base64("key") };
    expect(readCredentials({ ...server, user })).to.equal(undefined);
    const relative = { "client-certificate": "cert", "client-key": "key" };
    expect(readCredentials({ ...server, user: relative })).to.equal(undefined);
  });
});
