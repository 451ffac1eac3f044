import { expect } from "chai";
import { hider } from "../../../ci/support/secrets.mjs";
import { selfSigned } from "../../support/certificate";
import { Folder } from "../../support/folder";

const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("what hides secrets", () => {
  it("hides passphrases and tokens, in plain and in base64, and no other variable", () => {
    const hide = hider({
      PULUMI_CONFIG_PASSPHRASE: "open sesame",
      GITHUB_TOKEN: "ghs_12345",
      HOME: "/home/me",
    });
    expect(hide(`open sesame, ghs_12345, ${base64("open sesame")}, /home/me`)).to.equal(
      "[secret], [secret], [secret], /home/me",
    );
  });

  it("hides the credentials of a kubeconfig from the variable and from the file that it names", async () => {
    const { key } = await selfSigned("client.example");
    const config = (token: string) =>
      JSON.stringify({
        clusters: [{ name: "eu", cluster: { server: "https://eu.example" } }],
        users: [
          {
            name: "eu",
            user: {
              token,
              "client-key-data": base64(key),
              exec: { env: [{ name: "A", value: "value-of-a-plugin" }] },
            },
          },
        ],
      });
    const folder = new Folder();
    const hide = hider({
      GRAY_KUBECONFIG: config("first-token"),
      KUBECONFIG: folder.write("config", config("second-token")),
    });
    folder.remove();
    const line = key.split("\n")[1] ?? "";
    const shown = hide(
      `first-token second-token value-of-a-plugin ${base64(key)} ${line} https://eu.example`,
    );
    expect(shown).to.equal("[secret] [secret] [secret] [secret] [secret] https://eu.example");
  });

  it("hides each line of a kubeconfig that is no YAML", () => {
    expect(hider({ GRAY_KUBECONFIG: "a: {\ntoken-in-it" })("say token-in-it")).to.equal(
      "say [secret]",
    );
  });

  it("hides the whole of a secret that holds another one", () => {
    const hide = hider({ GITHUB_TOKEN: "abcdef", GITLAB_TOKEN: "abcdef-ghijkl" });
    expect(hide("abcdef-ghijkl")).to.equal("[secret]");
  });
});
