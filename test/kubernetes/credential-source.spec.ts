import { rmSync, writeFileSync } from "node:fs";
import { expect } from "chai";
import { apiServer } from "../../kubernetes/api-server";
import { serverOf } from "../../kubernetes/connect";
import { credentialSource } from "../../kubernetes/credential-source";
import { parseKubeconfig } from "../../kubernetes/kubeconfig";
import type { ServerEntry, UserEntry } from "../../kubernetes/kubeconfig-entries";
import { authorityOf } from "../../kubernetes/named-files";
import { Folder } from "../support/folder";
import { base64, kubeconfigOf, scriptPlugin } from "../support/access/kubeconfig";
import { failureOf } from "../support/ports";

const server = (user: UserEntry, cluster: ServerEntry = {}) =>
  apiServer(parseKubeconfig(kubeconfigOf(user, cluster)));

const source = (user: UserEntry, cluster?: ServerEntry) => credentialSource(server(user, cluster));

const current = async (user: UserEntry, cluster?: ServerEntry) =>
  (await source(user, cluster)).current();

const refusal = async (user: UserEntry) => (await failureOf(current(user))).message;

/** A token as identity providers give it, with its end. */
const idToken = (claims: object) =>
  ["{}", JSON.stringify(claims), "signature"]
    .map((part) => Buffer.from(part).toString("base64url"))
    .join(".");

const oidc = (claims: object): UserEntry => ({
  "auth-provider": { name: "oidc", config: { "id-token": idToken(claims) } },
});

const seconds = (fromNow: number) => Math.floor(Date.now() / 1000) + fromNow;

describe("the credentials of a kubeconfig", () => {
  let folder: Folder;

  beforeEach(() => {
    folder = new Folder();
  });

  afterEach(() => folder.remove());

  it("are a token", async () => {
    expect(await current({ token: "t" })).to.deep.equal({ token: "t" });
  });

  it("are a certificate with its key, in the text", async () => {
    const user = { "client-certificate-data": base64("cert"), "client-key-data": base64("key") };
    const { cert, key, token } = await current(user);
    expect([cert, key].map(String)).to.deep.equal(["cert", "key"]);
    expect(token).to.equal(undefined);
  });

  it("are files whose relative paths start from the kubeconfig's folder", async () => {
    for (const name of ["cert", "key", "token", "ca"]) folder.write(name, `${name}\n`);
    const user = { "client-certificate": "cert", "client-key": "./key", tokenFile: "token" };
    const text = kubeconfigOf(user, { "certificate-authority": "ca" });
    const found = serverOf({ name: "a", kubeconfig: folder.write("kubeconfig", text) });
    const { cert, key, token } = await (await credentialSource(found)).current();
    expect([authorityOf(found), cert, key, token].map(String)).to.deep.equal([
      "ca\n",
      "cert\n",
      "key\n",
      "token",
    ]);
  });

  it("are refused with the path of a file that is not there", async () => {
    const user = { "client-certificate": "/no/such/cert", "client-key-data": base64("key") };
    expect(await refusal(user)).to.equal(
      "its client-certificate /no/such/cert can't be read (ENOENT): correct the path, or create the file",
    );
    const tokenFile = await refusal({ tokenFile: "/no/such/token" });
    expect(tokenFile).to.match(/^its tokenFile \/no\/such\/token can't be read \(ENOENT\): /);
    const ca = () => authorityOf(server({}, { "certificate-authority": "/no/such/ca" }));
    expect(ca).to.throw(/^its certificate-authority \/no\/such\/ca can't be read \(ENOENT\): /);
  });

  it("count empty strings as unset, of users and clusters", async () => {
    const user = { token: "", tokenFile: "", "client-certificate-data": "", username: "", as: "" };
    expect(await current(user)).to.deep.equal({});
    const empty = { "certificate-authority-data": "", "certificate-authority": "" };
    expect(authorityOf(server({}, empty))).to.equal(undefined);
  });

  it("may be none: the user is anonymous then", async () => {
    expect(await current({})).to.deep.equal({});
    const text = JSON.parse(kubeconfigOf({})) as { users: object[] };
    text.users = [];
    const found = apiServer(parseKubeconfig(JSON.stringify(text)));
    expect(await (await credentialSource(found)).current()).to.deep.equal({});
  });

  it("are a user with a password", async () => {
    const user = { username: "u", password: "p" };
    expect(await current(user)).to.deep.equal({ basic: user });
    expect(await refusal({ ...user, token: "t" })).to.equal(
      "its user has a token and a password: remove one of them",
    );
    expect(await refusal({ ...user, tokenFile: "/token" })).to.match(/a token and a password/);
  });

  it("are not sent over plain HTTP, as kubectl has it", async () => {
    const plain = { server: "http://127.0.0.1:1" };
    expect(await current({ token: "hidden" }, plain)).to.deep.equal({});
    expect(authorityOf(server({}, { ...plain, "certificate-authority": "/no" }))).to.equal(
      undefined,
    );
  });

  it("are refused where a certificate lacks its key", async () => {
    expect(await refusal({ "client-certificate-data": base64("cert") })).to.equal(
      "its user has a client-certificate without a key: add client-key or client-key-data",
    );
  });

  it("are refused where certificates are to be checked and not to be checked", () => {
    const entry = {
      "certificate-authority-data": base64("ca"),
      "insecure-skip-tls-verify": true,
    };
    expect(() => authorityOf(server({}, entry))).to.throw(
      "it has a certificate-authority and insecure-skip-tls-verify: remove one of them",
    );
  });

  it("are those of the kubeconfig itself before those of a plugin", async () => {
    const exec = scriptPlugin("process.exit(3)");
    expect(await current({ ...exec, token: "t" })).to.deep.equal({ token: "t" });
    const certificate = {
      "client-certificate-data": base64("cert"),
      "client-key-data": base64("key"),
    };
    expect(await current({ ...exec, ...certificate })).to.have.keys("cert", "key");
  });

  describe("in a token file", () => {
    it("go before a token, and are read again when they change", async () => {
      const path = folder.write("token", "one\n");
      const found = await source({ tokenFile: path, token: "stale" });
      expect(await found.current()).to.deep.equal({ token: "one" });
      writeFileSync(path, "two");
      expect(await found.current()).to.deep.equal({ token: "two" });
    });

    it("are the last ones that were read while the file is away, or else the token", async () => {
      const path = folder.write("token", "one");
      const found = await source({ tokenFile: path });
      await found.current();
      rmSync(path);
      expect(await found.current()).to.deep.equal({ token: "one" });
      const away = await current({ tokenFile: "/no/such/token", token: "instead" });
      expect(away).to.deep.equal({ token: "instead" });
    });

    it("are other ones than those that were refused only where the file changed", async () => {
      const path = folder.write("token", "one");
      const found = await source({ tokenFile: path });
      expect(await found.renew({ token: "one" })).to.equal(undefined);
      writeFileSync(path, "two");
      expect(await found.renew({ token: "one" })).to.deep.equal({ token: "two" });
    });

    it("are refused where it is empty", async () => {
      const path = folder.write("token", "\n");
      const message = await refusal({ tokenFile: path });
      expect(message).to.equal(`its tokenFile ${path} is empty: write a token into it`);
    });
  });

  describe("of an identity provider", () => {
    it("are its token for as long as that holds", async () => {
      const user = oidc({ exp: seconds(60) });
      expect(await current(user)).to.deep.equal({
        token: user["auth-provider"]?.config?.["id-token"],
      });
    });

    for (const [what, user] of [
      ["has expired", oidc({ exp: seconds(-1) })],
      ["expires within seconds", oidc({ exp: seconds(5) })],
      ["does not say when it expires", oidc({})],
      ["is missing", { "auth-provider": { name: "oidc", config: {} } }],
      ["is none", { "auth-provider": { name: "oidc", config: { "id-token": "hidden" } } }],
    ] as [string, UserEntry][])
      it(`are refused with what renews them where the token ${what}`, async () => {
        const error = await failureOf(current(user));
        expect(error.name).to.equal("ProviderOnlyError");
        expect(error.message).to.equal(
          "the id-token of its user (auth-provider oidc) has expired: run a command of kubectl with this kubeconfig, " +
            "which renews it, or use a credential plugin (exec) such as kubectl oidc-login",
        );
      });

    it("are refused where Kubernetes took the provider out, or a plugin stands beside it", async () => {
      const gcp = { "auth-provider": { name: "gcp" } };
      expect(await refusal(gcp)).to.match(
        /^its user has an auth-provider that Kubernetes took out/,
      );
      expect(await refusal({ ...gcp, token: "t" })).to.equal(await refusal(gcp));
      expect(await refusal({ ...gcp, ...scriptPlugin("") })).to.equal(
        "its user has a plugin (exec) and an auth-provider: remove one of them",
      );
    });
  });
});
